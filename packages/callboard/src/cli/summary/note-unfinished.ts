import type { AnyEvent } from '@callboard/contract';
import { readData } from '../events/read-data.js';
import { cleanLine } from '../screen/clean.js';
import type { UnfinishedTask } from './run-summary.js';

const ends: ReadonlySet<string> = new Set([
  'runner_on_ok',
  'runner_on_failed',
  'runner_on_skipped',
  'runner_on_unreachable',
]);

interface Begun {
  readonly task: string;
  readonly host: string;
  readonly since: string;
}

/** What hosts had begun and not finished: at work right now, or cut short. */
export class UnfinishedTasks {
  readonly #begun = new Map<string, Begun>();

  add(event: AnyEvent): void {
    const isEnd = ends.has(event.event);
    if (event.event !== 'runner_on_start' && !isEnd) return;
    const { host, task, task_uuid } = readData(event);
    const key = `${String(host)}\n${String(task_uuid)}`;
    if (isEnd) this.#begun.delete(key);
    else this.#begun.set(key, { task: String(task), host: String(host), since: event.created });
  }

  list(): UnfinishedTask[] {
    const tasks = new Map<string, { task: string; since: string; hosts: string[] }>();
    for (const { since, ...begun } of this.#begun.values()) {
      const [task, host] = [cleanLine(begun.task), cleanLine(begun.host)];
      const known = tasks.get(task);
      if (known) known.hosts.push(host);
      else tasks.set(task, { task, since, hosts: [host] });
    }
    return [...tasks.values()];
  }
}
