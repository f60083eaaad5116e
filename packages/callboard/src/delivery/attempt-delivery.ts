import { type Delivery, type DeliveryResult, retry } from '@callboard/contract';
import { describeThrown } from '../errors.js';
import type { OpenSink } from './open-sink.js';

/** What one attempt came to, and how long the answer took. */
export interface AttemptOutcome {
  readonly result: DeliveryResult;
  readonly tookMs: number;
}

/** A sink that doesn't listen to its signal is not waited for much longer than its deadline. */
const deafnessMs = 1000;

const longestAnswer = 16 * 1024;

/** Hands a batch over once. A sink that throws or doesn't answer in time has not taken it. */
export async function attemptDelivery(
  open: OpenSink,
  batch: readonly Delivery[],
  attempt: number,
  stop: AbortSignal,
): Promise<AttemptOutcome> {
  const began = performance.now();
  const limit = new AttemptLimit(open.options.attempt_timeout * 1000, stop);
  try {
    const context = { ...open.context, session: open.session, signal: limit.signal, attempt };
    const answer = Promise.resolve(open.sink.deliver(batch, context));
    const result = await Promise.race([answer, limit.passed]);
    return { result: maskResult(checkResult(result), open.mask), tookMs: performance.now() - began };
  } catch (thrown) {
    return { result: retry(limit.reason ?? open.mask(describeThrown(thrown))), tookMs: performance.now() - began };
  } finally {
    limit.clear();
  }
}

/**
 * The deadline of one attempt. Its signal is aborted when the deadline has passed or the runner wants to end;
 * `passed` rejects a little later. (AbortSignal.any would do, but keeps every attempt alive as long as `stop`.)
 */
class AttemptLimit {
  readonly passed: Promise<never>;
  /** Why it was aborted, if it was the deadline. */
  reason: string | undefined;
  readonly #controller: AbortController = new AbortController();
  readonly #stop: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #deafness: NodeJS.Timeout | undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(ms: number, stop: AbortSignal) {
    this.#stop = stop;
    this.passed = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.passed.catch(() => undefined);
    this.#timer = setTimeout(() => {
      this.reason = `no answer within ${ms / 1000} s`;
      this.#abort();
    }, ms);
    if (stop.aborted) this.#abort();
    else stop.addEventListener('abort', this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#deafness);
    this.#stop.removeEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => {
    this.#controller.abort();
    this.#deafness ??= setTimeout(() => this.#reject(new Error('the sink did not stop when told to')), deafnessMs);
  };
}

/** Receivers repeat what they were sent, and libraries quote it. An answer is kept to a length that people read. */
function maskResult(result: DeliveryResult, mask: OpenSink['mask']): DeliveryResult {
  if (result.outcome === 'delivered') return result;
  const { reason, answer } = result;
  return {
    ...result,
    reason: mask(reason),
    ...(answer !== undefined && { answer: mask(answer).slice(0, longestAnswer) }),
  };
}

const outcomes = ['delivered', 'retry', 'rejected', 'stopped'];

function checkResult(result: DeliveryResult): DeliveryResult {
  if (outcomes.includes(result?.outcome)) return result;
  throw new Error('deliver() returned no result: it must return delivered(), retry(), rejected() or stopped()');
}
