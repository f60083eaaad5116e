import { randomUUID } from 'node:crypto';
import type { RawRecord } from '../../journal/record.js';

/** A status and an event as a run would record them. */
export function makeSamples(ident: string, cwd: string): RawRecord[] {
  const at = new Date().toISOString();
  const starting = {
    status: 'starting',
    runner_ident: ident,
    command: ['ansible-playbook', 'site.yml'],
    env: { SAMPLE: 'a try-out by `callboard plugins test`' },
    cwd,
  };
  const play = { playbook: 'site.yml', playbook_uuid: randomUUID(), play: 'Web servers', play_uuid: randomUUID() };
  const task = { task: 'Say hello', task_uuid: randomUUID(), task_action: 'ansible.builtin.debug', task_args: '' };
  const result = { changed: false, msg: 'hello from `callboard plugins test`' };
  const event = {
    uuid: randomUUID(),
    counter: 1,
    stdout: 'ok: [web1]',
    start_line: 0,
    end_line: 1,
    runner_ident: ident,
    event: 'runner_on_ok',
    pid: process.pid,
    created: at,
    parent_uuid: task.task_uuid,
    event_data: {
      ...play,
      play_pattern: 'all',
      ...task,
      task_path: `${cwd}/site.yml:4`,
      resolved_action: 'ansible.builtin.debug',
      host: 'web1',
      remote_addr: 'web1',
      start: at,
      end: at,
      duration: 0.01,
      res: result,
    },
  };
  return [
    { n: 1, at, kind: 'status', data: JSON.stringify(starting) },
    { n: 2, at, kind: 'event', data: JSON.stringify(event) },
  ];
}
