import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { work } from './folders.mjs';

const forks = 5;

/**
 * A private data directory with one play, of tasks that cost Ansible as little as a task can: the share of whoever
 * listens is the largest then.
 * @returns {{ folder: string, playbook: string, bare: { args: string[], cwd: string } }} `bare`: the same play
 *   with nobody listening
 */
export function makePlay(name, { hosts, tasks }) {
  const folder = join(work, name);
  for (const part of ['env', 'inventory', 'project']) mkdirSync(join(folder, part), { recursive: true });
  const hostLines = Array.from({ length: hosts }, (_, at) => `host${String(at).padStart(2, '0')}`);
  writeFileSync(
    join(folder, 'inventory/hosts'),
    `[all]\n${hostLines.join('\n')}\n[all:vars]\nansible_connection=local\nansible_python_interpreter=auto_silent\n`,
  );
  writeFileSync(join(folder, 'env/cmdline'), `--forks ${forks}`);
  writeFileSync(join(folder, 'project/play.yml'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]));
  return {
    folder,
    playbook: 'play.yml',
    bare: {
      args: ['--forks', String(forks), '-i', join(folder, 'inventory'), 'play.yml'],
      cwd: join(folder, 'project'),
    },
  };
}

/** @returns as many tasks, each of which says one line. */
export function sayTasks(count) {
  return Array.from({ length: count }, (_, at) => ({
    name: `say ${at}`,
    debug: { msg: `line ${at} for {{ inventory_hostname }}` },
  }));
}

/** @returns one task whose loop has that many items. */
export function loopTask(items) {
  return [{ name: 'loop', debug: { msg: 'item {{ item }}' }, loop: `{{ range(${items}) | list }}` }];
}
