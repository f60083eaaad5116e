/**
 * Where in the playbook an event happened. Ansible's callbacks keep this as state, so an event
 * also carries the context of a play or task that went before, where no later one has replaced it.
 */

/** `event_data` of every event: its own uuid, repeated, and the playbook once it is known. */
export interface PlaybookContext {
  /** The same as the event's top-level `uuid`. */
  uuid: string;
  /** Path as given on the command line; `__adhoc_playbook__` for ad hoc. Absent before the playbook starts. */
  playbook?: string;
  playbook_uuid?: string;
}

/** All three are absent for ad hoc and before the first play. */
export interface PlayContext extends PlaybookContext {
  /** The play's name, or its pattern if it has none. */
  play?: string;
  play_uuid?: string;
  /** Host patterns joined by commas. */
  play_pattern?: string;
}

/** What an event says of the task that it belongs to. */
export interface TaskContext extends PlayContext {
  /** The task's name, or its action if it has none. */
  task: string;
  /** With `_2`, `_3` … appended when a strategy starts the same task again. */
  task_uuid: string;
  task_action: string;
  /** Fully qualified name of the action; null while Ansible has not resolved it. */
  resolved_action: string | null;
  /** Empty unless `display_args_to_stdout` is on. */
  task_args: string;
  /** `file:line` of the task. */
  task_path?: string;
  role?: string;
  /** Only when it differs from `role`. */
  resolved_role?: string;
}

/** For events that no task need precede, but that repeat the last task's context if one did. */
export type MaybeTaskContext = PlayContext & Partial<Omit<TaskContext, keyof PlayContext>>;
