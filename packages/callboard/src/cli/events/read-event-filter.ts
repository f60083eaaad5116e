import { type AnyEvent, eventNames } from '@callboard/contract';
import { findNearest } from '../../config/find-nearest.js';
import { readCount } from '../options/read-count.js';
import { UsageError } from '../usage-error.js';
import { readData } from './read-data.js';

/** The flags of `events` as commander gives them. */
export interface EventFlags {
  readonly ident?: string;
  readonly artifactDir?: string;
  readonly event?: string;
  readonly host?: string;
  readonly task?: string;
  readonly failed?: true;
  readonly sinceCounter?: string;
  readonly follow?: true;
  readonly json?: true;
  readonly stdout?: true;
}

export interface EventFilter {
  /** Counters below this one are not wanted. */
  readonly since: number;
  /** Undefined where every event is wanted, so that none need be parsed to tell. */
  readonly wants: ((event: AnyEvent) => boolean) | undefined;
}

/** What `--failed` means: a host that failed or could not be reached, and an item that failed. */
const failures: ReadonlySet<string> = new Set([
  'runner_on_failed',
  'runner_on_unreachable',
  'runner_item_on_failed',
  'runner_on_async_failed',
]);

export function readEventFilter(flags: EventFlags): EventFilter {
  const names = flags.event === undefined ? undefined : readNames(flags.event);
  const task = flags.task?.toLowerCase();
  const tests: ((event: AnyEvent) => boolean)[] = [];
  if (names) tests.push(({ event }) => names.has(event));
  if (flags.failed) tests.push(({ event }) => failures.has(event));
  if (flags.host !== undefined) tests.push((event) => readData(event)['host'] === flags.host);
  if (task !== undefined)
    tests.push((event) =>
      String(readData(event)['task'] ?? '')
        .toLowerCase()
        .includes(task),
    );
  return {
    since: readCount('--since-counter', flags.sinceCounter) ?? 1,
    wants: tests.length === 0 ? undefined : (event) => tests.every((test) => test(event)),
  };
}

/** A name that no event has would show nothing, and look as if nothing had happened. */
function readNames(list: string): ReadonlySet<string> {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.find((name) => !(eventNames as readonly string[]).includes(name));
  if (unknown === undefined) return new Set(names);
  const nearest = findNearest(unknown, eventNames);
  const hint = nearest ? `Did you mean ${nearest}?` : `There are: ${eventNames.join(', ')}.`;
  throw new UsageError(`There is no event ${JSON.stringify(unknown)}. ${hint}`);
}
