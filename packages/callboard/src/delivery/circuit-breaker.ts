import { pause } from './backoff.js';

/**
 * Keeps many runs from hammering a receiver that is down: closed → open after some failures in a row → one probe
 * after a pause → closed again, or open for another pause. One for each sink in the process, shared by its runs.
 */
export class CircuitBreaker {
  readonly #failures: number;
  readonly #pauseMs: number;
  #failed = 0;
  #openUntil = 0;
  #probing = false;

  constructor(failures: number, pauseMs: number) {
    this.#failures = failures;
    this.#pauseMs = pauseMs;
  }

  get isOpen(): boolean {
    return this.#failed >= this.#failures;
  }

  /** True when an attempt may be made without any wait: mostly so, and then nothing is awaited. */
  mayPass(signal: AbortSignal): boolean {
    return !this.isOpen && !signal.aborted;
  }

  /** Resolves to true when an attempt may be made, to false when the signal was aborted before. */
  async enter(signal: AbortSignal): Promise<boolean> {
    while (this.isOpen && !signal.aborted) {
      const left = this.#openUntil - performance.now();
      if (left <= 0 && !this.#probing) {
        this.#probing = true;
        return true;
      }
      await pause(Math.max(left, 10), signal);
    }
    return !signal.aborted;
  }

  succeed(): void {
    this.#failed = 0;
    this.#probing = false;
  }

  fail(): void {
    this.#failed += 1;
    this.#probing = false;
    if (this.isOpen) this.#openUntil = performance.now() + this.#pauseMs;
  }
}
