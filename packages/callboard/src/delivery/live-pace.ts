import { pause } from './backoff.js';
import type { PluginOptions } from './plugin-options.js';

/** Batches come in groups, one in so much time: waking for each by itself would cost more than they do. */
const groupSeconds = 0.25;

/** How far a sink may fall behind for the sake of its pace, in seconds of sending at that pace. */
const secondsBehind = 8;
/** What is left for the end of the run must fit into the time that it waits. */
const shareOfDrain = 0.8;

/** When a batch's turn is. */
export interface Pace {
  /** Takes the turn of a batch that ends with record `n`; undefined where it need not wait. */
  take(n: number): Promise<void> | undefined;
}

/**
 * Keeps a sink from taking the processors that Ansible needs: a flood of events would be a flood of requests, each of
 * which costs whoever sends and whoever receives it. While the run goes on so many batches are begun in a second; when
 * it is over, or the sink has fallen too far behind, as many as there can be.
 */
export class LivePace implements Pace {
  readonly #group: number;
  readonly #groupMs: number;
  readonly #mostBehind: number;
  readonly #lastDurable: () => number;
  readonly #over: AbortController = new AbortController();
  /** Those that are left of this group, and those that were left of the one before. */
  readonly #turns = { own: 0, unused: 0 };
  #renewAt = -Infinity;

  /** `lastDurable` is the number of the last record that can be sent. */
  constructor({ live_pace, drain_timeout }: PluginOptions, lastDurable: () => number) {
    this.#group = Math.max(1, Math.round(live_pace * groupSeconds));
    this.#groupMs = (this.#group / live_pace) * 1000;
    this.#mostBehind = live_pace * Math.min(secondsBehind, shareOfDrain * drain_timeout);
    this.#lastDurable = lastDurable;
    if (live_pace === 0) this.end();
  }

  take(n: number): Promise<void> | undefined {
    return this.#takeTurn('own', () => this.#isTooFarBehind(n));
  }

  /** Of batches of earlier runs, which go to the same sink: they have the turns that this run did not need. */
  readonly ofEarlier: Pace = { take: () => this.#takeTurn('unused', () => false) };

  #takeTurn(whose: 'own' | 'unused', needsNone: () => boolean): Promise<void> | undefined {
    if (this.#over.signal.aborted || needsNone()) return undefined;
    const now = performance.now();
    if (now >= this.#renewAt) this.#renew(now);
    if (this.#turns[whose] === 0) {
      return pause(this.#renewAt - now, this.#over.signal).then(() => this.#takeTurn(whose, needsNone));
    }
    this.#turns[whose] -= 1;
    return undefined;
  }

  /** Always, where nothing may be left for the end. */
  #isTooFarBehind(n: number): boolean {
    return this.#mostBehind === 0 || this.#lastDurable() - n > this.#mostBehind;
  }

  #renew(now: number): void {
    this.#renewAt = now + this.#groupMs;
    // One at least, or a run that floods for hours would stop them.
    this.#turns.unused = Math.max(1, this.#turns.own);
    this.#turns.own = this.#group;
  }

  /** The run is over: nobody is waited for any more. */
  end(): void {
    this.#over.abort();
  }
}
