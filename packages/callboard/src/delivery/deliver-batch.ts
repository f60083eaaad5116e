import type { Delivery, Rejected } from '@callboard/contract';
import { attemptDelivery } from './attempt-delivery.js';
import { chooseBackoff, pause } from './backoff.js';
import type { DeadLetter } from './keep-dead-letters.js';
import type { OpenSink } from './open-sink.js';

/** What is told while a batch is under way. */
export interface BatchObserver {
  onAnswer(tookMs: number): void;
  onRetry(reason: string): void;
}

/**
 * How a batch ended: every record was delivered or set aside (`done`), the other system wants no more (`stopped`), or
 * time was up (`aborted`). In the last two cases records may be left that nobody has.
 */
export interface BatchEnd {
  readonly end: 'done' | 'stopped' | 'aborted';
  readonly delivered: number;
  readonly dead: readonly DeadLetter[];
  /** Every record of the batch before this number is dealt with. */
  readonly pending: number;
  readonly reason?: string;
}

/**
 * Delivers a batch, whatever it takes: retries with backoff until the signal says stop, and halves a batch that was
 * rejected until the records at fault are found, so that one of them doesn't stop the rest. Order is kept: the first
 * half is dealt with before the second.
 */
export async function deliverBatch(
  open: OpenSink,
  batch: readonly Delivery[],
  stop: AbortSignal,
  observer: BatchObserver,
): Promise<BatchEnd> {
  let delivered = 0;
  const dead: DeadLetter[] = [];
  const parts: (readonly Delivery[])[] = [batch];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const answer = await deliverPart(open, part, stop, observer);
    if (answer.outcome === 'delivered') delivered += part.length;
    else if (answer.outcome === 'rejected') parts.unshift(...sortRejected(part, answer, dead));
    else
      return {
        end: answer.outcome,
        delivered,
        dead,
        pending: part[0]?.n ?? 0,
        ...(answer.reason && { reason: answer.reason }),
      };
  }
  return { end: 'done', delivered, dead, pending: Infinity };
}

type PartAnswer = { outcome: 'delivered' } | { outcome: 'stopped' | 'aborted'; reason?: string } | Rejected;

async function deliverPart(
  open: OpenSink,
  part: readonly Delivery[],
  stop: AbortSignal,
  observer: BatchObserver,
): Promise<PartAnswer> {
  let reason: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    if (!open.breaker.mayPass(stop) && !(await open.breaker.enter(stop)))
      return { outcome: 'aborted', ...(reason && { reason }) };
    const { result, tookMs } = await attemptDelivery(open, part, attempt, stop);
    if (result.outcome !== 'retry') {
      open.breaker.succeed();
      observer.onAnswer(tookMs);
      return result;
    }
    open.breaker.fail();
    // An attempt that was cut short knows less of what is wrong than the one before.
    if (stop.aborted) return { outcome: 'aborted', reason: reason ?? result.reason };
    reason = result.reason;
    observer.onRetry(reason);
    const { retry_initial, retry_max } = open.options;
    // `afterMs` is the least: a receiver that says 0 must not be asked without a pause.
    const waitMs = Math.max(result.afterMs ?? 0, chooseBackoff(attempt, retry_initial * 1000, retry_max * 1000));
    if (!(await pause(waitMs, stop))) return { outcome: 'aborted', reason };
  }
}

/**
 * Sets aside what is found at fault, and returns what is to be offered again. A sink that names only some of a batch
 * has found them itself; where it names all, one of them may spoil the rest.
 */
function sortRejected(part: readonly Delivery[], answer: Rejected, dead: DeadLetter[]): (readonly Delivery[])[] {
  const named = new Set(answer.ids);
  const atFault = part.filter(({ id }) => named.has(id));
  if (atFault.length === part.length && part.length > 1) {
    const middle = Math.ceil(part.length / 2);
    return [part.slice(0, middle), part.slice(middle)];
  }
  // A sink that rejects nothing it was given has rejected all of it: otherwise it would be offered for ever.
  const letters = atFault.length > 0 ? atFault : part;
  dead.push(...letters.map((delivery) => describeDead(delivery, answer)));
  const rest = part.filter((delivery) => !letters.includes(delivery));
  return rest.length > 0 ? [rest] : [];
}

function describeDead({ id, n }: Delivery, { reason, answer }: Rejected): DeadLetter {
  return { id, n, at: new Date().toISOString(), reason, ...(answer !== undefined && { answer }) };
}
