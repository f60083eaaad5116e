import assert from 'node:assert/strict';
import type { Offer, OfferedRecord, Verdict } from './receiver.js';

/** What the receiver is to do next, decided by the test. */
export type Decide = (records: readonly OfferedRecord[]) => Verdict | Promise<Verdict>;

const accept: Verdict = { answer: 'accept' };

/** Writes down what was offered and what was accepted. */
export class Ledger {
  decide: Decide = () => accept;
  readonly offered: OfferedRecord[] = [];
  readonly accepted: string[] = [];
  #changed: () => void = () => undefined;

  readonly offer: Offer = async (records) => {
    this.offered.push(...records);
    const verdict = await this.decide(records);
    if (verdict.answer === 'accept') this.accepted.push(...records.map(({ id }) => id));
    this.#changed();
    return verdict;
  };

  clear(): void {
    this.decide = () => accept;
    this.offered.length = 0;
    this.accepted.length = 0;
  }

  async acceptedSome(count: number): Promise<void> {
    while (this.accepted.length < count) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  /** Each of them has arrived, in order; whatever came again came with the same bytes. */
  expectAll(ids: readonly string[]): void {
    assert.deepEqual([...new Set(this.accepted)], ids, 'every record arrives, and for the first time in order');
    this.expectSameBytes();
  }

  expectSameBytes(): void {
    const bodies = new Map<string, string>();
    for (const { id, body } of this.offered) assert.equal(body, bodies.get(id) ?? bodies.set(id, body).get(id), id);
  }

  get repeats(): number {
    return this.accepted.length - new Set(this.accepted).size;
  }
}
