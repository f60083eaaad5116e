import type { AnyEvent } from '@callboard/contract';
import { readData } from '../events/read-data.js';
import { cleanLine } from '../screen/clean.js';
import type { TaskTime } from './run-summary.js';

/** Seconds. */
const worthShowing = 0.05;
/** So many tasks are remembered; when there are more the quick ones are forgotten. */
const remembered = 2000;

/** How long tasks took, by the time on their slowest host. */
export class TaskTimer {
  #times = new Map<string, TaskTime>();

  add(event: AnyEvent): void {
    const { task_uuid, task, host, duration } = readData(event);
    if (typeof duration !== 'number' || typeof task_uuid !== 'string' || typeof host !== 'string') return;
    const known = this.#times.get(task_uuid);
    const hosts = (known?.hosts ?? 0) + 1;
    const slowest =
      known && known.seconds >= duration ? known : { task: cleanLine(String(task)), seconds: duration, host };
    this.#times.set(task_uuid, { ...slowest, hosts });
    if (this.#times.size > 2 * remembered) this.#forgetQuick();
  }

  slowest(count: number): TaskTime[] {
    return this.#sorted()
      .filter(([, { seconds }]) => seconds >= worthShowing)
      .slice(0, count)
      .map(([, time]) => time);
  }

  #forgetQuick(): void {
    this.#times = new Map(this.#sorted().slice(0, remembered));
  }

  #sorted(): [string, TaskTime][] {
    return [...this.#times].sort(([, a], [, b]) => b.seconds - a.seconds);
  }
}
