import type { Delivery } from '@callboard/contract';
import type { RawRecord } from '../journal/record.js';
import { type BatchEnd, deliverBatch } from './deliver-batch.js';
import type { DeliveryPaths } from './delivery-paths.js';
import { createFilter, omitMembers } from './filter-records.js';
import { BatchGatherer } from './gather-batches.js';
import type { CursorKeeper } from './keep-cursor.js';
import { addDeadLetters, type DeadLetter } from './keep-dead-letters.js';
import type { OpenSink } from './open-sink.js';
import type { Receipt } from './receipt.js';

/** What may be delivered without its cursor being durable: how much a crash can repeat beyond what is in flight. */
const maxUnsaved = 200;

/** Records from which number on; a source of durable ones. */
export type RecordsFrom = (n: number) => AsyncIterable<readonly RawRecord[]>;

/**
 * Delivers one run to one sink: from its cursor, in order, until the records end or `stop` is aborted. Whatever
 * happens, the receipt on disk says what is true.
 */
export class RunDelivery {
  readonly #open: OpenSink;
  readonly #paths: DeliveryPaths;
  readonly #keeper: CursorKeeper;
  readonly #wanted: ((record: RawRecord) => boolean) | undefined;
  /** Batches under way, oldest first: the cursor may not pass the oldest. */
  readonly #inFlight: { before: number; done: boolean }[] = [];
  #reached: number;

  constructor(open: OpenSink, paths: DeliveryPaths, keeper: CursorKeeper) {
    this.#open = open;
    this.#paths = paths;
    this.#keeper = keeper;
    this.#reached = keeper.receipt.cursor;
    this.#wanted = createFilter(open.options.filter);
  }

  get receipt(): Receipt {
    return this.#keeper.receipt;
  }

  /** Resolves with the receipt; rejects only where the run's own files cannot be read or written. */
  async run(records: RecordsFrom, stop: AbortSignal): Promise<Receipt> {
    this.#keeper.update({ state: 'delivering' });
    const { ended, halt } = await this.#deliverAll(records(this.#reached + 1), stop);
    if (halt === 'stopped') this.#keeper.update({ state: 'stopped' });
    const owed = ended ? 0 : await this.#countOwed(records);
    const state = owed === 0 ? 'complete' : halt === 'stopped' ? 'stopped' : 'owed';
    this.#keeper.update({ owed, state });
    await this.#keeper.saved();
    return this.#keeper.receipt;
  }

  /**
   * Sends dead letters again, one by one, without touching the cursor. Returns what is still not taken, by number:
   * with a new reason, or undefined where time was up before its turn.
   */
  async redeliver(
    records: readonly RawRecord[],
    stop: AbortSignal,
  ): Promise<ReadonlyMap<number, DeadLetter | undefined>> {
    const left = new Map<number, DeadLetter | undefined>();
    for (const record of records) {
      const end = await deliverBatch(this.#open, [this.#address(record)], stop, this.#observer);
      if (end.end !== 'done' || end.dead.length > 0) left.set(record.n, end.dead[0]);
      const { delivered, rejected } = this.receipt;
      this.#keeper.update({ delivered: delivered + end.delivered, rejected: rejected - end.delivered });
    }
    await this.#keeper.saved();
    return left;
  }

  async #deliverAll(
    source: AsyncIterable<readonly RawRecord[]>,
    stop: AbortSignal,
  ): Promise<{ ended: boolean; halt: BatchEnd['end'] | undefined }> {
    const gatherer = new BatchGatherer(source, this.#open.size);
    const underWay = new Set<Promise<void>>();
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
      const work = this.#deliver(batch, stop).then((end) => {
        if (end === 'done') return;
        halt ??= end;
        halted.abort();
      });
      underWay.add(work);
      void work.finally(() => underWay.delete(work)).catch(() => undefined);
      while (underWay.size >= this.#open.options.concurrency) await Promise.race(underWay);
      await this.#boundUnsaved();
    }
    gatherer.close();
    await Promise.all(underWay);
    return { ended: ended && halt === undefined, halt };
  }

  async #deliver(records: readonly RawRecord[], stop: AbortSignal): Promise<BatchEnd['end']> {
    const last = records.at(-1)?.n ?? this.#reached;
    const place = { before: this.#reached, done: false };
    this.#reached = last;
    this.#inFlight.push(place);
    const batch = records.filter((record) => this.#wanted?.(record) ?? true).map((record) => this.#address(record));
    const end = batch.length === 0 ? done : await deliverBatch(this.#open, batch, stop, this.#observer);
    if (end.dead.length > 0) await addDeadLetters(this.#paths, end.dead);
    place.done = end.end === 'done';
    if (!place.done) place.before = Math.max(place.before, end.pending - 1);
    this.#advance(end);
    return end.end;
  }

  #advance(end: BatchEnd): void {
    const { receipt } = this.#keeper;
    while (this.#inFlight[0]?.done) this.#inFlight.shift();
    const cursor = this.#inFlight[0]?.before ?? this.#reached;
    this.#keeper.update({
      cursor,
      delivered: receipt.delivered + end.delivered,
      rejected: receipt.rejected + end.dead.length,
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
    const { n, at, kind } = record;
    const json = omitMembers(record.data, this.#open.options.omit);
    let data: Delivery['data'] | undefined;
    return {
      id: `${this.#open.context.ident}:${n}`,
      n,
      at,
      kind,
      json,
      get data() {
        return (data ??= JSON.parse(json) as Delivery['data']);
      },
    };
  }

  async #boundUnsaved(): Promise<void> {
    if (this.receipt.cursor - this.#keeper.durable > maxUnsaved) await this.#keeper.saved();
  }

  async #countOwed(records: RecordsFrom): Promise<number> {
    let owed = 0;
    for await (const batch of records(this.receipt.cursor + 1)) {
      owed += this.#wanted ? batch.filter(this.#wanted).length : batch.length;
    }
    return owed;
  }
}

const done: BatchEnd = { end: 'done', delivered: 0, dead: [], pending: Infinity };
