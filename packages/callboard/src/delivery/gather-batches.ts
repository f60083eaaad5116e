import type { RawRecord } from '../journal/record.js';

export interface BatchSize {
  readonly records: number;
  readonly bytes: number;
  readonly lingerMs: number;
}

/** How much is read ahead of a sink; the rest waits on disk. */
const bufferedRecords = 2000;
const bufferedBytes = 4 * 1024 * 1024;

/**
 * Puts records together as they come. A batch is ready when it is full by count or bytes, when its first record has
 * lingered long enough, or when nothing more will come. A record larger than the limit travels alone.
 */
export class BatchGatherer {
  readonly #size: BatchSize;
  #records: RawRecord[] = [];
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

  /** The next batch; undefined at the end, or when `signal` is aborted. Throws what the source throws. */
  async take(signal: AbortSignal): Promise<RawRecord[] | undefined> {
    await this.#waitUntil(() => this.#records.length > 0, signal);
    if (this.#size.lingerMs > 0) await this.#waitUntil(() => this.#isFull(), signal, this.#size.lingerMs);
    if (this.#failure !== undefined) throw this.#failure;
    return signal.aborted || this.#records.length === 0 ? undefined : this.#cut();
  }

  /** Stops reading ahead; the source is closed as soon as it is not in the middle of a wait of its own. */
  close(): void {
    this.#closed = true;
    this.#taken();
  }

  #isFull(): boolean {
    return this.#records.length >= this.#size.records || this.#bytes >= this.#size.bytes;
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
    let count = 0;
    for (const { data } of this.#records) {
      bytes += data.length;
      if (count > 0 && bytes > this.#size.bytes) break;
      count += 1;
      if (count === this.#size.records) break;
    }
    const batch = this.#records.splice(0, count);
    this.#bytes -= batch.reduce((sum, { data }) => sum + data.length, 0);
    this.#taken();
    return batch;
  }

  async #fill(source: AsyncIterable<readonly RawRecord[]>): Promise<void> {
    try {
      for await (const records of source) {
        for (const record of records) {
          this.#records.push(record);
          this.#bytes += record.data.length;
        }
        this.#changed();
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

  #isAhead(): boolean {
    return this.#records.length > bufferedRecords || this.#bytes > bufferedBytes;
  }

  #waitForTaking(): Promise<void> {
    return new Promise((resolve) => {
      this.#taken = resolve;
    });
  }
}
