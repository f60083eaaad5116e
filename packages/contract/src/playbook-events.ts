import type { MaybeTaskContext, PlaybookContext, PlayContext, TaskContext } from './event-context.js';
import type { JsonObject, JsonScalar, JsonValue } from './json.js';
import type { RunStats } from './stats.js';

interface PlayStartData extends PlayContext {
  name: string;
  pattern: string;
}

interface TaskStartData extends TaskContext {
  name: string;
  /** True for a handler. */
  is_conditional: boolean;
}

type IncludeData = MaybeTaskContext & { included_file: string | null };

type NotifyData = MaybeTaskContext & { host: string; handler: string };

/** The question, never the answer. Scalars stand as the playbook has them. */
type VarsPromptData = MaybeTaskContext & {
  varname: string;
  private: boolean;
  prompt: JsonScalar;
  encrypt: string | null;
  confirm: boolean;
  salt_size: JsonScalar;
  salt: JsonScalar;
  default: JsonValue;
  unsafe: JsonScalar;
};

interface StatsData extends PlaybookContext, RunStats {
  /** What `set_stats` put aside for the whole run. */
  artifact_data: JsonObject;
}

/** `event_data` of the events about the playbook's progress. */
export interface PlaybookEventData {
  playbook_on_start: PlaybookContext;
  playbook_on_play_start: PlayStartData;
  playbook_on_task_start: TaskStartData;
  playbook_on_include: IncludeData;
  playbook_on_notify: NotifyData;
  playbook_on_vars_prompt: VarsPromptData;
  playbook_on_no_hosts_matched: MaybeTaskContext;
  playbook_on_no_hosts_remaining: MaybeTaskContext;
  playbook_on_stats: StatsData;
}
