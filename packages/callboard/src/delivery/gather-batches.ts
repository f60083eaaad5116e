import type { RawRecord } from '../journal/record.js';

export interface BatchSize {
  readonly records: number;
  readonly bytes: number;
  readonly lingerMs: number;
}

/** How much is read ahead of a sink; the rest waits on disk. */
const bufferedRecords = 500;
const bufferedBytes = 4 * 1024 * 1024;

/**
 * Puts records together as they come. A batch is ready when it is full by count or bytes, when its first record has
 * lingered long enough, or when nothing more will come. A record larger than the limit travels alone.
 */
export class BatchGatherer {
  readonly #size: BatchSize;
  #records: RawRecord[] = [];
  /** Those before it were taken: a shift of all others for each would cost more than the rest. */
  #first = 0;
  #bytes = 0;
  #ended = false;
  #closed = false;
  #failure: unknown;
  #changed: () => void = () => undefined;
  #taken: () => void = () => undefined;

  constructor(source: AsyncIterable<readonly RawRecord[]>, size: BatchSize) {
    this.#size = size;
    void this.#fill(source);
  }

  /**
   * The next batch, or a promise where it has to be waited for; undefined at the end, or when `signal` is aborted.
   * Throws what the source throws.
   */
  take(signal: AbortSignal): RawRecord[] | undefined | Promise<RawRecord[] | undefined> {
    const isReady = this.#count > 0 && this.#size.lingerMs === 0;
    return isReady ? this.#takeNow(signal) : this.#takeLater(signal);
  }

  async #takeLater(signal: AbortSignal): Promise<RawRecord[] | undefined> {
    await this.#waitUntil(() => this.#count > 0, signal);
    if (this.#size.lingerMs > 0) await this.#waitUntil(() => this.#isFull(), signal, this.#size.lingerMs);
    return this.#takeNow(signal);
  }

  #takeNow(signal: AbortSignal): RawRecord[] | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    return signal.aborted || this.#count === 0 ? undefined : this.#cut();
  }

  /** Stops reading ahead; the source is closed as soon as it is not in the middle of a wait of its own. */
  close(): void {
    this.#closed = true;
    this.#taken();
  }

  get #count(): number {
    return this.#records.length - this.#first;
  }

  #isFull(): boolean {
    return this.#count >= this.#size.records || this.#bytes >= this.#size.bytes;
  }

  /** Until it holds, or nothing more will come, or the signal is aborted, or time is up. */
  async #waitUntil(holds: () => boolean, signal: AbortSignal, limitMs?: number): Promise<void> {
    let late = false;
    const wake = (): void => this.#changed();
    const timer =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            wake();
          }, limitMs);
    signal.addEventListener('abort', wake);
    while (!holds() && !this.#ended && !signal.aborted && !late) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
  }

  #cut(): RawRecord[] {
    let bytes = 0;
    let end = this.#first;
    const last = Math.min(this.#records.length, this.#first + this.#size.records);
    for (; end < last; end += 1) {
      const { length } = (this.#records[end] as RawRecord).data;
      if (end > this.#first && bytes + length > this.#size.bytes) break;
      bytes += length;
    }
    const batch = this.#records.slice(this.#first, end);
    this.#first = end;
    this.#bytes -= bytes;
    this.#taken();
    return batch;
  }

  async #fill(source: AsyncIterable<readonly RawRecord[]>): Promise<void> {
    try {
      for await (const records of source) {
        this.#add(records);
        while (!this.#closed && this.#isAhead()) await this.#waitForTaking();
        if (this.#closed) break;
      }
    } catch (thrown) {
      this.#failure = thrown;
    } finally {
      this.#ended = true;
      this.#changed();
    }
  }

  #add(records: readonly RawRecord[]): void {
    this.#records = this.#records.slice(this.#first).concat(records);
    this.#first = 0;
    for (const { data } of records) this.#bytes += data.length;
    this.#changed();
  }

  #isAhead(): boolean {
    return this.#count > bufferedRecords || this.#bytes > bufferedBytes;
  }

  #waitForTaking(): Promise<void> {
    return new Promise((resolve) => {
      this.#taken = resolve;
    });
  }
}
