import { describeRecord } from '../../delivery/describe-record.js';
import type { IncomingRecord } from './incoming.js';

/** How the receiver is told to misbehave. Counts are of requests, from 1. */
export interface Mischief {
  readonly delayMs: number;
  /** Status codes, one after the other and around again. */
  readonly statuses: readonly number[];
  readonly failEvery: number | undefined;
  readonly dropEvery: number | undefined;
  readonly hangEvery: number | undefined;
  /** Sent with every answer that asks for a retry. */
  readonly retryAfter: number | undefined;
  /** An event that is never taken. */
  readonly rejectCounter: number | undefined;
}

/** `drop`: the connection is closed without an answer. `hang`: there is never one. */
export type Conduct =
  | { readonly act: 'drop' }
  | { readonly act: 'hang' }
  | { readonly act: 'answer'; readonly status: number };

/** Decides for one request after the other. */
export function createConduct(mischief: Mischief): (records: readonly IncomingRecord[]) => Conduct {
  const { statuses, failEvery, dropEvery, hangEvery, rejectCounter } = mischief;
  let requests = 0;
  const isTurn = (every: number | undefined): boolean => every !== undefined && every > 0 && requests % every === 0;
  return (records) => {
    requests += 1;
    if (isTurn(hangEvery)) return { act: 'hang' };
    if (isTurn(dropEvery)) return { act: 'drop' };
    if (isTurn(failEvery)) return { act: 'answer', status: 503 };
    const isPoison =
      rejectCounter !== undefined && records.some(({ data }) => describeRecord(data).counter === rejectCounter);
    if (isPoison) return { act: 'answer', status: 422 };
    return { act: 'answer', status: statuses[(requests - 1) % statuses.length] ?? 204 };
  };
}
