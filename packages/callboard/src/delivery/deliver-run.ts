import type { Delivery } from '@callboard/contract';
import type { RawRecord } from '../journal/record.js';
import { addressRecord } from './address-record.js';
import { type BatchEnd, deliverBatch } from './deliver-batch.js';
import { createFilter, omitMembers } from './filter-records.js';
import { BatchGatherer } from './gather-batches.js';
import type { CursorKeeper } from './keep-cursor.js';
import type { DeadLetter, DeadLetterBox } from './keep-dead-letters.js';
import type { Pace } from './live-pace.js';
import type { OpenSink } from './open-sink.js';
import type { Receipt } from './receipt.js';
import { WorkLimit } from './work-limit.js';

/**
 * What may be delivered without its cursor being durable, in records or in batches, whichever is more: how much a
 * crash can repeat beyond what is in flight.
 */
const maxUnsaved = { records: 500, batches: 10 };

/** Records from which number on; a source of durable ones. */
export type RecordsFrom = (n: number) => AsyncIterable<readonly RawRecord[]>;

/**
 * Delivers one run to one sink: from its cursor, in order, until the records end or `stop` is aborted. Whatever
 * happens, the receipt on disk says what is true.
 */
export class RunDelivery {
  readonly #open: OpenSink;
  readonly #deadLetters: DeadLetterBox;
  readonly #keeper: CursorKeeper;
  readonly #maxUnsaved: number;
  readonly #wanted: ((record: RawRecord) => boolean) | undefined;
  /** Batches under way, oldest first: the cursor may not pass the oldest. */
  readonly #inFlight: { before: number; done: boolean }[] = [];
  #reached: number;

  constructor(open: OpenSink, deadLetters: DeadLetterBox, keeper: CursorKeeper) {
    this.#open = open;
    this.#deadLetters = deadLetters;
    this.#keeper = keeper;
    this.#reached = keeper.receipt.cursor;
    this.#maxUnsaved = Math.max(maxUnsaved.records, maxUnsaved.batches * open.size.records);
    this.#wanted = createFilter(open.options.filter);
  }

  get receipt(): Receipt {
    return this.#keeper.receipt;
  }

  /** Resolves with the receipt; rejects only where the run's own files cannot be read or written. */
  async run(records: RecordsFrom, stop: AbortSignal, pace?: Pace): Promise<Receipt> {
    this.#keeper.update({ state: 'delivering' });
    // Others see a delivery from its beginning.
    this.#keeper.hurry();
    const { ended, halt } = await this.#deliverAll(records(this.#reached + 1), stop, pace);
    if (halt === 'stopped') this.#keeper.update({ state: 'stopped' });
    const owed = ended ? 0 : await this.#countFrom(records, this.receipt.cursor);
    const state = owed === 0 ? 'complete' : halt === 'stopped' ? 'stopped' : 'owed';
    this.#keeper.update({ owed, state });
    await this.#keeper.saved();
    return this.#keeper.receipt;
  }

  /**
   * The receipt of a delivery whose own files can't be written any more: whatever has arrived since the last write is
   * not known for the next time, and so it is owed.
   */
  async describeFailure(records: RecordsFrom, trouble: string): Promise<Receipt> {
    // A write that is under way, or still to come, may go well.
    await this.#keeper.saved().catch(() => undefined);
    const { durable } = this.#keeper;
    const owed = await this.#countFrom(records, durable.cursor).catch(() => durable.owed);
    return { ...durable, state: 'failed', trouble, owed };
  }

  /** Sends dead letters again, one by one, without touching the cursor. Those that are taken are dead no more. */
  async redeliver(records: RecordsFrom, stop: AbortSignal): Promise<Receipt> {
    for await (const batch of records(1)) {
      const letters = batch.filter(({ n }) => this.#deadLetters.has(n)).map((record) => this.#address(record));
      if (letters.length > 0) await this.#redeliverAll(letters, stop);
      if (stop.aborted) break;
    }
    await this.#keeper.saved();
    return this.receipt;
  }

  async #redeliverAll(letters: readonly Delivery[], stop: AbortSignal): Promise<void> {
    const taken: number[] = [];
    const rejected: DeadLetter[] = [];
    for (const letter of letters) {
      const { end, delivered, dead } = await deliverBatch(this.#open, [letter], stop, this.#observer);
      if (end === 'done' && dead.length === 0) taken.push(letter.n);
      rejected.push(...dead);
      this.#keeper.update({ delivered: this.receipt.delivered + delivered });
    }
    await this.#deadLetters.add(rejected);
    await this.#deadLetters.remove(taken);
    this.#keeper.update({ rejected: this.#deadLetters.size });
  }

  async #deliverAll(
    source: AsyncIterable<readonly RawRecord[]>,
    stop: AbortSignal,
    pace?: Pace,
  ): Promise<{ ended: boolean; halt: BatchEnd['end'] | undefined }> {
    const gatherer = new BatchGatherer(source, this.#open.size);
    const underWay = new WorkLimit(this.#open.options.concurrency);
    const halted = new AbortController();
    const either = AbortSignal.any([stop, halted.signal]);
    let halt: BatchEnd['end'] | undefined;
    let ended = false;
    for (;;) {
      const batch = await gatherer.take(either);
      if (!batch) {
        ended = !either.aborted;
        break;
      }
      await underWay.add(this.#deliver(batch, stop, pace), (end) => {
        if (end === 'done') return;
        halt ??= end;
        halted.abort();
      });
      await this.#boundUnsaved();
    }
    gatherer.close();
    await underWay.ended();
    return { ended: ended && halt === undefined, halt };
  }

  async #deliver(records: readonly RawRecord[], stop: AbortSignal, pace?: Pace): Promise<BatchEnd['end']> {
    const last = records.at(-1)?.n ?? this.#reached;
    const place = { before: this.#reached, done: false };
    this.#reached = last;
    this.#inFlight.push(place);
    const wanted = this.#wanted ? records.filter(this.#wanted) : records;
    const batch = wanted.map((record) => this.#address(record));
    const turn = batch.length === 0 ? undefined : pace?.take(last);
    if (turn) await turn;
    const end = batch.length === 0 ? done : await deliverBatch(this.#open, batch, stop, this.#observer);
    if (end.dead.length > 0 || this.#deadLetters.size > 0) await this.#settleDeadLetters(batch, end);
    place.done = end.end === 'done';
    if (!place.done) place.before = Math.max(place.before, end.pending - 1);
    this.#advance(end);
    return end.end;
  }

  /** A record that was sent again may be dead no more. */
  async #settleDeadLetters(batch: readonly Delivery[], { dead, pending }: BatchEnd): Promise<void> {
    await this.#deadLetters.add(dead);
    const rejected = new Set(dead.map(({ n }) => n));
    const isTaken = ({ n }: Delivery): boolean => n < pending && !rejected.has(n);
    await this.#deadLetters.remove(batch.filter(isTaken).map(({ n }) => n));
  }

  #advance(end: BatchEnd): void {
    const { receipt } = this.#keeper;
    while (this.#inFlight[0]?.done) this.#inFlight.shift();
    const cursor = this.#inFlight[0]?.before ?? this.#reached;
    this.#keeper.update({
      cursor,
      delivered: receipt.delivered + end.delivered,
      rejected: this.#deadLetters.size,
      ...(end.reason !== undefined && { trouble: end.reason }),
    });
  }

  readonly #observer = {
    onAnswer: (tookMs: number): void => {
      if (tookMs > this.receipt.slowestMs) this.#keeper.update({ slowestMs: Math.round(tookMs * 10) / 10 });
    },
    onRetry: (reason: string): void => {
      this.#keeper.update({ retried: this.receipt.retried + 1, trouble: reason });
      this.#open.context.log.warn(`${this.#open.name}: ${reason}; trying again`);
    },
  };

  #address(record: RawRecord): Delivery {
    const { context, options } = this.#open;
    return addressRecord(context.ident, record, omitMembers(record.data, options.omit));
  }

  /** Undefined when nobody has to wait. */
  #boundUnsaved(): Promise<void> | undefined {
    const { cursor } = this.receipt;
    const unsaved = cursor - this.#keeper.durable.cursor;
    if (unsaved > this.#maxUnsaved) return this.#keeper.savedTo(cursor - this.#maxUnsaved);
    // In time, so that nobody has to wait for the disk.
    if (unsaved > this.#maxUnsaved / 2) this.#keeper.hurry();
    return undefined;
  }

  /** Records behind that one that the sink wants. */
  async #countFrom(records: RecordsFrom, cursor: number): Promise<number> {
    let count = 0;
    for await (const batch of records(cursor + 1)) {
      count += this.#wanted ? batch.filter(this.#wanted).length : batch.length;
    }
    return count;
  }
}

const done: BatchEnd = { end: 'done', delivered: 0, dead: [], pending: Infinity };
