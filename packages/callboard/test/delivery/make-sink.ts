import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DeliverContext, type Delivery, type DeliveryResult, delivered, type Sink } from '@callboard/contract';
import { type RecordsFrom, RunDelivery } from '#callboard/delivery/deliver-run.js';
import { type DeliveryPaths, findDelivery } from '#callboard/delivery/delivery-paths.js';
import { CursorKeeper } from '#callboard/delivery/keep-cursor.js';
import { DeadLetterBox } from '#callboard/delivery/keep-dead-letters.js';
import type { Pace } from '#callboard/delivery/live-pace.js';
import { openSink, type ReadySink } from '#callboard/delivery/open-sink.js';
import { readOptions } from '#callboard/delivery/plugin-options.js';
import type { Receipt } from '#callboard/delivery/receipt.js';
import type { RawRecord } from '#callboard/journal/record.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

export type Deliver = (batch: readonly Delivery[], context: DeliverContext) => DeliveryResult | Promise<DeliveryResult>;

/** Short waits: what is tested is the order of things. */
const quick = { retry_initial: 0.001, retry_max: 0.004, breaker_failures: 1_000_000 };

let made = 0;

/** A sink as it is after its plugin was loaded and its settings were read. */
export function makeSink(
  deliver: Deliver,
  options: Readonly<Record<string, unknown>> = {},
  more: Partial<Sink> = {},
): ReadySink {
  const name = more.name ?? 'tiny';
  return {
    package: {
      packageName: `callboard-plugin-${name}-${(made += 1)}`,
      version: '1.0.0',
      path: '/nowhere',
      required: [],
      foundBy: '/nowhere',
    },
    name,
    schema: {},
    kind: 'sink',
    sink: { name, deliver, ...more } as Sink,
    options: readOptions(name, { ...quick, ...options }),
    values: {},
    secrets: [],
  };
}

export function makeRecords(
  count: number,
  describe: (n: number) => unknown = (n) => ({ event: 'verbose', counter: n }),
): RawRecord[] {
  return Array.from({ length: count }, (_, at) => ({
    n: at + 1,
    at: '2026-01-01T00:00:00.000Z',
    kind: 'event',
    data: JSON.stringify(describe(at + 1)),
  }));
}

/** Records in memory, handed out in pieces. */
export function readFrom(records: readonly RawRecord[], piece = 64): RecordsFrom {
  return async function* (from) {
    for (let at = from - 1; at < records.length; at += piece) yield records.slice(at, at + piece);
  };
}

export interface TestRun {
  readonly artifactDir: string;
  readonly warnings: string[];
  paths(sink: string): DeliveryPaths;
  /** Delivers from the cursor on disk, as a process does that has just been started. */
  deliver(sink: ReadySink, records: RecordsFrom, stop?: AbortSignal, pace?: Pace): Promise<Receipt>;
  /** Sends its dead letters again, likewise. */
  redeliver(sink: ReadySink, records: RecordsFrom): Promise<Receipt>;
}

export function makeRun(ident = 'run'): TestRun {
  const artifactDir = join(makeTemporaryDir(), ident);
  mkdirSync(artifactDir, { recursive: true });
  const warnings: string[] = [];
  const log = { info: () => undefined, warn: (message: string) => void warnings.push(message) };
  const paths = (sink: string): DeliveryPaths => findDelivery(artifactDir, sink);
  const withDelivery = async (sink: ReadySink, work: (delivery: RunDelivery) => Promise<Receipt>): Promise<Receipt> => {
    const keeper = await CursorKeeper.open(paths(sink.name), sink.name, ident);
    const open = await openSink(sink, { ident, privateDataDir: '/nowhere', artifactDir, settings: {}, log });
    try {
      return await work(new RunDelivery(open, await DeadLetterBox.open(paths(sink.name)), keeper));
    } finally {
      await open.close();
    }
  };
  return {
    artifactDir,
    warnings,
    paths,
    deliver: (sink, records, stop = new AbortController().signal, pace) =>
      withDelivery(sink, (delivery) => delivery.run(records, stop, pace)),
    redeliver: (sink, records) =>
      withDelivery(sink, (delivery) => delivery.redeliver(records, new AbortController().signal)),
  };
}

/** Takes everything and writes down the ids, batch by batch. */
export function takeAll(batches: string[][]): Deliver {
  return (batch) => {
    batches.push(batch.map(({ id }) => id));
    return delivered();
  };
}

export function idsOf(numbers: readonly number[], ident = 'run'): string[] {
  return numbers.map((n) => `${ident}:${n}`);
}

export function count(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
