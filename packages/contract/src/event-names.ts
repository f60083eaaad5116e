import type { EventName, HostEventName } from './events.js';

const playbookEventNames = [
  'playbook_on_start',
  'playbook_on_play_start',
  'playbook_on_task_start',
  'playbook_on_include',
  'playbook_on_notify',
  'playbook_on_vars_prompt',
  'playbook_on_no_hosts_matched',
  'playbook_on_no_hosts_remaining',
  'playbook_on_stats',
] as const satisfies EventName[];

const runnerEventNames = [
  'runner_on_start',
  'runner_on_ok',
  'runner_on_failed',
  'runner_on_skipped',
  'runner_on_unreachable',
  'runner_item_on_ok',
  'runner_item_on_failed',
  'runner_item_on_skipped',
  'runner_retry',
  'runner_on_file_diff',
  'runner_on_async_poll',
  'runner_on_async_ok',
  'runner_on_async_failed',
] as const satisfies HostEventName[];

const legacyEventNames = [
  'runner_on_no_hosts',
  'playbook_on_setup',
  'playbook_on_import_for_host',
  'playbook_on_not_import_for_host',
] as const satisfies EventName[];

type DisplayEventName = 'verbose' | 'debug' | 'deprecated' | 'warning' | 'system_warning' | 'error';

/** Text that Ansible showed outside its callbacks. */
export const displayEventNames: readonly DisplayEventName[] = [
  'verbose',
  'debug',
  'deprecated',
  'warning',
  'system_warning',
  'error',
];

/** Every event name that this version knows. */
export const eventNames: readonly EventName[] = [
  ...playbookEventNames,
  ...runnerEventNames,
  ...displayEventNames,
  ...legacyEventNames,
];

/** The events about one host: their data has `host`. */
export const hostEventNames: readonly HostEventName[] = [...runnerEventNames, 'playbook_on_notify'];

/** The events whose data is kept under `--only-failed-event-data`. */
export const failedEventNames: readonly ('runner_on_failed' | 'runner_on_async_failed' | 'runner_item_on_failed')[] = [
  'runner_on_failed',
  'runner_on_async_failed',
  'runner_item_on_failed',
];
