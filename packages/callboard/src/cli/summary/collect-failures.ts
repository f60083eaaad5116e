import type { AnyEvent, RunStats } from '@callboard/contract';
import { readData } from '../events/read-data.js';
import { cleanLine } from '../screen/clean.js';
import { FailedItems } from './collect-items.js';
import type { Failure, FailureDetail, FailureKind } from './run-summary.js';

/** So many are listed; the rest is counted. */
const listed = 100;

/** What failed where, and what became of it. */
export class FailureList {
  #failures: Failure[] = [];
  #count = 0;
  readonly #items = new FailedItems();

  add(event: AnyEvent): void {
    if (event.event === 'runner_item_on_failed') this.#items.add(event);
    if (event.event !== 'runner_on_failed' && event.event !== 'runner_on_unreachable') return;
    this.#count += 1;
    const failure = describeFailure(event, this.#items.take(event));
    this.#failures.push(failure);
    // Those that ended a host come last: of many, the oldest ignored ones can go.
    if (this.#failures.length > listed) this.#failures.splice(this.#findLeastTelling(), 1);
  }

  get beyond(): number {
    return this.#count - this.#failures.length;
  }

  /** A failure that did not count against its host at the end was rescued. */
  settle(stats: Partial<RunStats> | undefined): Failure[] {
    if (!stats?.processed) return this.#failures;
    const left = new Map(Object.entries(stats.failures ?? {}));
    const settled = this.#failures.toReversed().map((failure): Failure => {
      if (failure.kind !== 'failed') return failure;
      const fatal = left.get(failure.host) ?? 0;
      left.set(failure.host, fatal - 1);
      return fatal > 0 ? failure : { ...failure, kind: 'rescued' };
    });
    return settled.toReversed();
  }

  #findLeastTelling(): number {
    const ignored = this.#failures.findIndex(({ kind }) => kind === 'ignored');
    return ignored === -1 ? this.#failures.length - 1 : ignored;
  }
}

function describeFailure(event: AnyEvent, details: readonly FailureDetail[]): Failure {
  const data = readData(event);
  return {
    counter: event.counter,
    kind: nameKind(event, data),
    host: cleanLine(String(data['host'] ?? '?')),
    task: cleanLine(String(data['task'] ?? '?')),
    path: cleanLine(String(data['task_path'] ?? '')) || undefined,
    details,
  };
}

function nameKind(event: AnyEvent, data: Readonly<Record<string, unknown>>): FailureKind {
  if (event.event === 'runner_on_unreachable') return 'unreachable';
  return data['ignore_errors'] === true ? 'ignored' : 'failed';
}
