import type { EventDataByName, EventEnvelope, EventName } from '#contract/index.js';

const time = '2026-01-02T03:04:05.678901+00:00';
const playbook = { uuid: 'u1', playbook: 'site.yml', playbook_uuid: 'u2' };
const play = { ...playbook, play: 'Web', play_uuid: 'u3', play_pattern: 'web,db' };
const task = {
  ...play,
  task: 'Install',
  task_uuid: 'u4_2',
  task_action: 'command',
  resolved_action: 'ansible.builtin.command',
  task_args: '',
  task_path: '/srv/demo/site.yml:3',
  role: 'common',
  resolved_role: 'acme.web.common',
};
const host = { ...task, host: 'web1' };
const outcome = { ...host, remote_addr: '192.0.2.1', start: time, end: time, duration: 0.25 };
const cut = { res: {}, res_truncated: { size: 700_001, limit: 700_000 } };
const item = { ...host, ...cut };
const polled = { ...item, jid: 'j1.2' };
const shown = {
  ...task,
  verbose: true,
  debug: true,
  deprecated: true,
  warning: true,
  system_warning: true,
  error: true,
  banner: true,
  remote_addr: 'web1',
} as const;

type Complete<Data> = { [Key in keyof Data]-?: Exclude<Data[Key], undefined> };

/** Data of every event with every key that its type knows. What compiles here must fit the schema. */
export const completeData: { [Name in EventName]: Complete<EventDataByName[Name]> } = {
  playbook_on_start: playbook,
  playbook_on_play_start: { ...play, name: 'Web', pattern: 'web,db' },
  playbook_on_task_start: { ...task, name: 'Install', is_conditional: false },
  playbook_on_include: { ...task, included_file: '/srv/demo/more.yml' },
  playbook_on_notify: { ...task, host: 'web1', handler: 'Restart' },
  playbook_on_vars_prompt: {
    ...task,
    varname: 'release',
    private: true,
    prompt: 'Which release?',
    encrypt: null,
    confirm: false,
    salt_size: 7,
    salt: null,
    default: { any: ['thing'] },
    unsafe: null,
  },
  playbook_on_no_hosts_matched: task,
  playbook_on_no_hosts_remaining: task,
  playbook_on_stats: {
    ...playbook,
    ok: { web1: 3 },
    changed: { web1: 1 },
    failures: {},
    dark: {},
    skipped: {},
    rescued: {},
    ignored: {},
    processed: { web1: 1 },
    artifact_data: { answer: 42 },
  },
  runner_on_start: host,
  runner_on_ok: { ...outcome, ...cut, event_loop: 'items' },
  runner_on_failed: { ...outcome, ...cut, event_loop: null, ignore_errors: true },
  runner_on_skipped: { ...outcome, ...cut, event_loop: null },
  runner_on_unreachable: { ...outcome, ...cut },
  runner_item_on_ok: item,
  runner_item_on_failed: item,
  runner_item_on_skipped: item,
  runner_retry: item,
  runner_on_file_diff: { ...host, diff: [{ before: '', after: 'x\n' }] },
  runner_on_async_poll: polled,
  runner_on_async_ok: polled,
  runner_on_async_failed: polled,
  verbose: shown,
  debug: shown,
  deprecated: shown,
  warning: { ...shown, notice: 'unanswered_prompt', prompt: 'Which release?', message: 'Ansible waits.' },
  system_warning: shown,
  error: shown,
  runner_on_no_hosts: task,
  playbook_on_setup: task,
  playbook_on_import_for_host: task,
  playbook_on_not_import_for_host: task,
};

/** What every event says, with every key. */
export const completeEnvelope: Complete<EventEnvelope> = {
  uuid: 'u1',
  counter: 1,
  stdout: 'ok: [web1]',
  start_line: 0,
  end_line: 1,
  runner_ident: 'demo',
  stream: 'stderr',
  created: time,
  parent_uuid: 'u0',
  verbosity: 1,
  job_id: 1,
  ad_hoc_command_id: 1,
  project_update_id: 1,
};
