import { failedEventNames } from '@callboard/contract';
import { escapePattern } from '../escape-pattern.js';
import type { RawRecord } from '../journal/record.js';
import type { RecordFilter } from './plugin-options.js';

interface EventParts {
  readonly event?: string;
  readonly event_data?: { readonly host?: unknown; readonly task?: unknown };
}

const failed: ReadonlySet<string> = new Set([...failedEventNames, 'runner_on_unreachable']);

/** A test for whether a record is sent; undefined where all are. */
export function createFilter(filter: RecordFilter): ((record: RawRecord) => boolean) | undefined {
  const { kinds, events, hosts, tasks, failed_only } = filter;
  if (!kinds && !events && !hosts && !tasks && !failed_only) return undefined;
  const fits = { kinds: matchAny(kinds), events: matchAny(events), hosts: matchAny(hosts), tasks: matchAny(tasks) };
  return ({ kind, data }) => {
    if (!fits.kinds(kind)) return false;
    if (kind === 'status') return true;
    const { event, event_data } = JSON.parse(data) as EventParts;
    if (failed_only && !failed.has(event ?? '')) return false;
    return fits.events(event) && fits.hosts(event_data?.host) && fits.tasks(event_data?.task);
  };
}

function matchAny(patterns: readonly string[] | undefined): (value: unknown) => boolean {
  if (!patterns) return () => true;
  const tests = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(escapePattern).join('.*')}$`, 's'));
  return (value) => typeof value === 'string' && tests.some((test) => test.test(value));
}

/** A record's JSON without some members; paths are as in `event_data.res`. */
export function omitMembers(json: string, paths: readonly string[]): string {
  if (paths.length === 0) return json;
  const value = JSON.parse(json) as Record<string, unknown>;
  for (const path of paths) omit(value, path.split('.'));
  return JSON.stringify(value);
}

function omit(value: Record<string, unknown>, [name, ...rest]: string[]): void {
  if (name === undefined || !Object.hasOwn(value, name)) return;
  const member = value[name];
  if (rest.length === 0) delete value[name];
  else if (typeof member === 'object' && member !== null) omit(member as Record<string, unknown>, rest);
}
