import { createHash } from 'node:crypto';
import { describeRecord } from '../../delivery/describe-record.js';
import type { IncomingRecord } from './incoming.js';

/** What is odd about a record's place among the others. */
export type Oddity = { readonly what: 'repeat' } | { readonly what: 'gap'; readonly from: number; readonly to: number };

interface Seen {
  counter: number;
  readonly statuses: Set<string>;
}

/**
 * Watches each run's events by their counters, which have no gaps unless a filter leaves events out, and its statuses
 * by what they say. Memory doesn't grow with the number of events.
 */
export class OrderWatch {
  readonly #runs: Map<string, Seen> = new Map();

  note({ json, data, id }: IncomingRecord): Oddity | undefined {
    const { kind, ident, counter } = describeRecord(data);
    if (kind === 'other') return undefined;
    const seen = this.#find(ident ?? '');
    if (kind === 'status' || counter === undefined) return this.#noteText(seen, `${id ?? ''} ${json}`);
    const expected = seen.counter + 1;
    if (counter < expected) return { what: 'repeat' };
    seen.counter = counter;
    return counter > expected ? { what: 'gap', from: expected, to: counter - 1 } : undefined;
  }

  #noteText({ statuses }: Seen, text: string): Oddity | undefined {
    const digest = createHash('sha256').update(text).digest('base64');
    if (statuses.has(digest)) return { what: 'repeat' };
    statuses.add(digest);
    return undefined;
  }

  #find(ident: string): Seen {
    const seen = this.#runs.get(ident) ?? { counter: 0, statuses: new Set() };
    this.#runs.set(ident, seen);
    return seen;
  }
}
