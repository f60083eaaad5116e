import type { EventDataByName, EventName } from '#contract/index.js';

type Kind = 'required' | 'optional';

/** Whether each key may be left out, by its type: a wrong word or a missing key does not compile. */
type KeyKinds<Data> = { [Key in keyof Data]-?: Record<never, never> extends Pick<Data, Key> ? 'optional' : 'required' };

function all<const Keys extends readonly string[], const Word extends Kind>(word: Word, ...keys: Keys) {
  return Object.fromEntries(keys.map((key) => [key, word])) as Record<Keys[number], Word>;
}

const playbook = { ...all('required', 'uuid'), ...all('optional', 'playbook', 'playbook_uuid') };
const play = { ...playbook, ...all('optional', 'play', 'play_uuid', 'play_pattern') };
const taskKeys = ['task', 'task_uuid', 'task_action', 'resolved_action', 'task_args'] as const;
const maybeTask = { ...play, ...all('optional', ...taskKeys, 'task_path', 'role', 'resolved_role') };
const task = { ...maybeTask, ...all('required', ...taskKeys) };
const host = { ...task, ...all('required', 'host') };
const outcome = { ...host, ...all('required', 'remote_addr', 'start', 'end', 'duration') };
const result = { ...all('required', 'res'), ...all('optional', 'res_truncated') };
const item = { ...host, ...result };
const polled = { ...item, ...all('required', 'jid') };
const flags = ['verbose', 'debug', 'deprecated', 'warning', 'system_warning', 'error', 'banner'] as const;
const shown = { ...maybeTask, ...all('optional', ...flags, 'remote_addr') };

export const keyKinds: { [Name in EventName]: KeyKinds<EventDataByName[Name]> } = {
  playbook_on_start: playbook,
  playbook_on_play_start: { ...play, ...all('required', 'name', 'pattern') },
  playbook_on_task_start: { ...task, ...all('required', 'name', 'is_conditional') },
  playbook_on_include: { ...maybeTask, ...all('required', 'included_file') },
  playbook_on_notify: { ...maybeTask, ...all('required', 'host', 'handler') },
  playbook_on_vars_prompt: {
    ...maybeTask,
    ...all('required', 'varname', 'private', 'prompt', 'encrypt', 'confirm', 'salt_size', 'salt', 'default', 'unsafe'),
  },
  playbook_on_no_hosts_matched: maybeTask,
  playbook_on_no_hosts_remaining: maybeTask,
  playbook_on_stats: {
    ...playbook,
    ...all('required', 'ok', 'changed', 'failures', 'dark', 'skipped', 'rescued', 'ignored', 'processed'),
    ...all('required', 'artifact_data'),
  },
  runner_on_start: host,
  runner_on_ok: { ...outcome, ...result, ...all('required', 'event_loop') },
  runner_on_failed: { ...outcome, ...result, ...all('required', 'event_loop', 'ignore_errors') },
  runner_on_skipped: { ...outcome, ...all('optional', 'res', 'res_truncated'), ...all('required', 'event_loop') },
  runner_on_unreachable: { ...outcome, ...result },
  runner_item_on_ok: item,
  runner_item_on_failed: item,
  runner_item_on_skipped: item,
  runner_retry: item,
  runner_on_file_diff: { ...host, ...all('required', 'diff') },
  runner_on_async_poll: polled,
  runner_on_async_ok: polled,
  runner_on_async_failed: polled,
  verbose: shown,
  debug: { ...shown, ...all('required', 'debug') },
  deprecated: { ...shown, ...all('required', 'deprecated') },
  warning: { ...shown, ...all('required', 'warning'), ...all('optional', 'uuid', 'notice', 'prompt', 'message') },
  system_warning: { ...shown, ...all('required', 'system_warning') },
  error: { ...shown, ...all('required', 'error') },
  runner_on_no_hosts: maybeTask,
  playbook_on_setup: maybeTask,
  playbook_on_import_for_host: maybeTask,
  playbook_on_not_import_for_host: maybeTask,
};
