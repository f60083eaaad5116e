import { describeThrown } from '../errors.js';

const states = ['delivering', 'complete', 'owed', 'stopped', 'failed'] as const;

/** How the delivery of one run to one sink stands. Numbers count records. */
export interface Receipt {
  readonly sink: string;
  readonly ident: string;
  /** Every record up to this number in the journal is dealt with. */
  readonly cursor: number;
  readonly delivered: number;
  /** Attempts beyond the first. */
  readonly retried: number;
  /** Dead letters: rejected for good, and kept. */
  readonly rejected: number;
  /** Not delivered yet, at the time of the receipt. */
  readonly owed: number;
  /** The slowest answer, in milliseconds. */
  readonly slowestMs: number;
  /**
   * `delivering` while it goes on, `complete` when nothing is owed, `owed` when time was up, `stopped` when the other
   * system wants no more, `failed` when the sink could not be opened, or our own files could not be written or read.
   */
  readonly state: (typeof states)[number];
  /** The last trouble, for people. */
  readonly trouble?: string;
  readonly updatedAt: string;
}

export function beginReceipt(sink: string, ident: string): Receipt {
  return {
    sink,
    ident,
    cursor: 0,
    delivered: 0,
    retried: 0,
    rejected: 0,
    owed: 0,
    slowestMs: 0,
    state: 'delivering',
    updatedAt: new Date().toISOString(),
  };
}

/** The receipt of a delivery that could not even be looked at: nothing is known of it but why. */
export function failedReceipt(sink: string, ident: string, thrown: unknown): Receipt {
  return { ...beginReceipt(sink, ident), state: 'failed', trouble: describeThrown(thrown) };
}

/** Whether it says what another delivery needs to go on. */
export function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false;
  const { cursor, delivered, retried, rejected, owed, slowestMs, state } = value as Partial<Receipt>;
  const counts = [cursor, delivered, retried, rejected, owed];
  const areCounts = counts.every((count) => Number.isSafeInteger(count) && (count as number) >= 0);
  return areCounts && typeof slowestMs === 'number' && (states as readonly unknown[]).includes(state);
}

/** One line about it. */
export function describeReceipt(receipt: Receipt): string {
  const { delivered, retried, rejected, owed, slowestMs, state, trouble } = receipt;
  const parts = [`${delivered} delivered`];
  if (retried > 0) parts.push(`${retried} ${retried === 1 ? 'retry' : 'retries'}`);
  if (rejected > 0) parts.push(`${rejected} rejected`);
  if (owed > 0) parts.push(`${owed} owed`);
  if (delivered > 0) parts.push(`slowest answer ${Math.round(slowestMs)} ms`);
  const why = state === 'complete' || !trouble ? '' : ` (${trouble})`;
  return `${receipt.sink}: ${parts.join(', ')}${why}`;
}
