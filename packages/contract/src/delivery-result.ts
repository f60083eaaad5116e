/** The other system has the whole batch. */
export interface Delivered {
  outcome: 'delivered';
}

/** Nothing of the batch counts as delivered; it is offered again. */
export interface Retry {
  outcome: 'retry';
  reason: string;
  /** Milliseconds to wait at least; the runner's own backoff when left out. */
  afterMs?: number;
  /** What the other system said, for people to read. No secrets; cut at 16 KiB. */
  answer?: string;
}

/**
 * The other system will never take these records. Where all of a batch are named, the runner halves the batch until
 * it has found the ones at fault; where only some are named, those are. What is at fault is set aside as a dead
 * letter, everything else is offered again.
 */
export interface Rejected {
  outcome: 'rejected';
  ids: readonly string[];
  reason: string;
  /** What the other system said, for people to read. No secrets; cut at 16 KiB. */
  answer?: string;
}

/** The other system wants nothing more from this sink. What is left stays owed. */
export interface Stopped {
  outcome: 'stopped';
  reason: string;
  answer?: string;
}

/** How a delivery went. A `deliver` that throws counts as `retry`. */
export type DeliveryResult = Delivered | Retry | Rejected | Stopped;

/** Says that the whole batch arrived. */
export function delivered(): Delivered {
  return { outcome: 'delivered' };
}

/** Asks for the batch again. */
export function retry(reason: string, more: Pick<Retry, 'afterMs' | 'answer'> = {}): Retry {
  return { outcome: 'retry', reason, ...more };
}

/** Says that these records (by their delivery ids) will never be taken. */
export function rejected(ids: readonly string[], reason: string, more: Pick<Rejected, 'answer'> = {}): Rejected {
  return { outcome: 'rejected', ids, reason, ...more };
}

/** Asks not to be offered anything more, in this run. */
export function stopped(reason: string, more: Pick<Stopped, 'answer'> = {}): Stopped {
  return { outcome: 'stopped', reason, ...more };
}
