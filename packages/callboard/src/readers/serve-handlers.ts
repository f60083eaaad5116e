import type { RunnerConfig } from '@callboard/contract';
import { writeEventFile } from '../artifacts/write-event-file.js';
import type { EventHandler, StatusHandler } from '../config/run-options.js';
import { CallboardError, describeThrown } from '../errors.js';
import type { RawRecord } from '../journal/record.js';
import { Progress } from './progress.js';
import { serveInTurns } from './serve-in-turns.js';

export interface HandlerOptions {
  readonly eventHandler?: EventHandler | undefined;
  readonly statusHandler?: StatusHandler | undefined;
  readonly config: RunnerConfig;
  /** The directory of the events' files that the event handler lets pass; undefined where it doesn't decide that. */
  readonly jobEvents: string | undefined;
  /** A handler threw. It is not called again; everything else goes on. */
  readonly onThrow: (error: CallboardError) => void;
}

/**
 * Follows a journal, calls the user's handlers one record after the other, and keeps an event's file unless its
 * handler said `false`. Knows how far it has got.
 */
export class HandlerServer {
  readonly #options: HandlerOptions;
  #eventHandler: EventHandler | undefined;
  #statusHandler: StatusHandler | undefined;
  readonly #progress: Progress = new Progress();

  constructor(options: HandlerOptions) {
    this.#options = options;
    this.#eventHandler = options.eventHandler;
    this.#statusHandler = options.statusHandler;
  }

  /** Resolves at the end of the records, or at once where nobody wants any. Rejects only where a file cannot be written. */
  async serve(batches: AsyncIterable<readonly RawRecord[]>): Promise<void> {
    try {
      if (!this.#isNeeded) return;
      for await (const records of batches) await serveInTurns(records, (record) => this.#serve(record));
    } finally {
      this.#progress.end();
    }
  }

  /** Resolves when record `n` has been served, or nothing more will be. */
  reach(n: number): Promise<void> {
    return this.#progress.reach(n);
  }

  get #isNeeded(): boolean {
    return this.#options.eventHandler !== undefined || this.#options.statusHandler !== undefined;
  }

  async #serve({ kind, data, n }: RawRecord): Promise<void> {
    if (kind === 'event') await this.#serveEvent(data);
    else await this.#serveStatus(data);
    this.#progress.advance(n);
  }

  async #serveEvent(data: string): Promise<void> {
    let kept: unknown = true;
    try {
      kept = await this.#eventHandler?.(JSON.parse(data), this.#options.config);
    } catch (thrown) {
      this.#eventHandler = undefined;
      this.#options.onThrow(explainThrow('eventHandler', thrown));
    }
    const { jobEvents } = this.#options;
    if (kept !== false && jobEvents !== undefined) writeEventFile(jobEvents, data);
  }

  async #serveStatus(data: string): Promise<void> {
    try {
      await this.#statusHandler?.(JSON.parse(data), this.#options.config);
    } catch (thrown) {
      this.#statusHandler = undefined;
      this.#options.onThrow(explainThrow('statusHandler', thrown));
    }
  }
}

/** The error of a run whose handler threw. */
export function explainThrow(handler: string, thrown: unknown): CallboardError {
  const message = `The ${handler} threw: ${describeThrown(thrown)}`;
  return new CallboardError('ERR_HANDLER_THREW', message, { cause: thrown });
}
