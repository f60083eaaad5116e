import { type Delivery, type DeliveryResult, retry } from '@callboard/contract';
import { describeThrown } from '../errors.js';
import { type LentController, lendController, takeBack } from './lend-controller.js';
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
export function attemptDelivery(
  open: OpenSink,
  batch: readonly Delivery[],
  attempt: number,
  stop: AbortSignal,
): Promise<AttemptOutcome> {
  return new Promise((resolve) => new Attempt(open, stop, resolve).make(batch, attempt));
}

/**
 * One attempt, under way until somebody says how it went: the sink, or else the time. Its signal is aborted when the
 * deadline has passed or the runner wants to end; a sink that is deaf to it has a little longer. (There is one for each
 * record where records travel alone: no promise, timer or listener more than it takes.)
 */
class Attempt {
  readonly #open: OpenSink;
  readonly #underWay: Set<Attempt>;
  readonly #resolve: (outcome: AttemptOutcome) => void;
  readonly #lent: LentController = lendController();
  readonly #began: number = performance.now();
  readonly #deadline: NodeJS.Timeout;
  #deafness: NodeJS.Timeout | undefined;
  /** Why it was aborted: what a sink says then is only that it was. */
  #reason: string | undefined;
  #isOver = false;

  constructor(open: OpenSink, stop: AbortSignal, resolve: (outcome: AttemptOutcome) => void) {
    this.#open = open;
    this.#resolve = resolve;
    this.#underWay = listUnderWay(stop);
    this.#underWay.add(this);
    this.#deadline = setTimeout(passDeadline, open.options.attempt_timeout * 1000, this);
    if (stop.aborted) this.cut();
  }

  make(batch: readonly Delivery[], attempt: number): void {
    try {
      Promise.resolve(this.#deliver(batch, attempt)).then(
        (result) => this.#answer(result),
        (thrown) => this.#fail(thrown),
      );
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  passDeadline(): void {
    this.#reason = `no answer within ${this.#open.options.attempt_timeout} s`;
    this.abort();
  }

  /** The runner wants to end. */
  cut(): void {
    this.#reason ??= 'there was no answer yet when time was up';
    this.abort();
  }

  abort(): void {
    this.#lent.controller.abort();
    this.#deafness ??= setTimeout(() => this.#fail(new Error('the sink did not stop when told to')), deafnessMs);
  }

  #deliver(batch: readonly Delivery[], attempt: number): DeliveryResult | Promise<DeliveryResult> {
    const { sink, session } = this.#open;
    // Members by name: a spread takes ten times as long.
    const { ident, privateDataDir, artifactDir, settings, allSettings, log, trace } = this.#open.context;
    const { signal } = this.#lent.controller;
    const context = { ident, privateDataDir, artifactDir, settings, allSettings, log, session, signal, attempt };
    return sink.deliver(batch, trace ? { ...context, trace } : context);
  }

  #answer(result: DeliveryResult): void {
    if (outcomes.has(result?.outcome)) this.#end(result);
    else this.#fail(new Error(noResult));
  }

  #fail(thrown: unknown): void {
    this.#end(retry(this.#reason ?? describeThrown(thrown)));
  }

  /** Whatever is said later says nothing. */
  #end(result: DeliveryResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#deafness);
    this.#underWay.delete(this);
    takeBack(this.#lent);
    this.#resolve({ result: maskResult(result, this.#open.mask), tookMs: performance.now() - this.#began });
  }
}

function passDeadline(attempt: Attempt): void {
  attempt.passDeadline();
}

const underWay: WeakMap<AbortSignal, Set<Attempt>> = new WeakMap();

/** The attempts that end when `stop` is aborted: it has one listener for all of them. */
function listUnderWay(stop: AbortSignal): Set<Attempt> {
  const known = underWay.get(stop);
  if (known) return known;
  const attempts = new Set<Attempt>();
  underWay.set(stop, attempts);
  stop.addEventListener('abort', () => {
    for (const attempt of attempts) attempt.cut();
  });
  return attempts;
}

const outcomes: ReadonlySet<unknown> = new Set(['delivered', 'retry', 'rejected', 'stopped']);
const noResult = 'deliver() returned no result: it must return delivered(), retry(), rejected() or stopped()';

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
