import type { AnyEvent } from '@callboard/contract';
import { readData } from '../events/read-data.js';
import { explainFailure } from './explain-failure.js';
import type { FailureDetail } from './run-summary.js';

/** So many items of a loop are told of; the others are counted. */
const mostItems = 20;

interface Items {
  readonly details: FailureDetail[];
  more: number;
}

/** Items that failed, until their task on that host has ended. The task's own result doesn't always say which did. */
export class FailedItems {
  readonly #open = new Map<string, Items>();

  add(event: AnyEvent): void {
    const items = this.#open.get(nameTask(event)) ?? { details: [], more: 0 };
    if (items.details.length < mostItems) items.details.push(explainFailure(event));
    else items.more += 1;
    this.#open.set(nameTask(event), items);
  }

  /** What failed in the task that this event ends: its items, or the task itself. */
  take(event: AnyEvent): FailureDetail[] {
    const items = this.#open.get(nameTask(event));
    this.#open.delete(nameTask(event));
    if (!items) return [explainFailure(event)];
    const rest = items.more === 0 ? [] : [{ item: undefined, message: `… and ${items.more} more items` }];
    return [...items.details, ...rest];
  }
}

function nameTask(event: AnyEvent): string {
  const { host, task_uuid } = readData(event);
  return `${String(host)}\n${String(task_uuid)}`;
}
