import type { RunnerEvent } from '@callboard/contract';
import type { RawRecord } from '../journal/record.js';

type Batches = () => AsyncIterable<readonly RawRecord[]>;

/** A run's events in order, from the first or any other on; while the run goes on, the loop goes on with it. */
export class EventStream implements AsyncIterable<RunnerEvent> {
  readonly #batches: Batches;

  constructor(batches: Batches) {
    this.#batches = batches;
  }

  [Symbol.asyncIterator](): AsyncIterator<RunnerEvent> {
    return this.from(1);
  }

  /** Events whose `counter` is at least this. */
  async *from(counter: number): AsyncGenerator<RunnerEvent, void, undefined> {
    for await (const data of this.raw()) {
      if (readCounter(data) >= counter) yield JSON.parse(data) as RunnerEvent;
    }
  }

  /**
   * Events as their JSON text, for whoever passes them on or looks for something in them. `includes` are texts that
   * an event's JSON must all contain.
   */
  async *raw(...includes: readonly string[]): AsyncGenerator<string, void, undefined> {
    for await (const records of this.#batches()) {
      for (const { kind, data } of records) {
        if (kind === 'event' && includes.every((text) => data.includes(text))) yield data;
      }
    }
  }
}

/** The first member of all. */
export function readUuid(event: string): string {
  return /^\{"uuid":"([^"]*)"/.exec(event)?.[1] ?? '';
}

/** It stands behind the uuid, in front of everything that could be mistaken for it. */
export function readCounter(event: string): number {
  return Number(/^\{"uuid":"[^"]*","counter":(\d+)/.exec(event)?.[1] ?? Number.NaN);
}
