import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delivered } from '@callboard/contract';
import { LivePace, type Pace } from '#callboard/delivery/live-pace.js';
import type { Receipt } from '#callboard/delivery/receipt.js';
import { makeRecords, makeRun, makeSink, readFrom } from './make-sink.js';

/** A clock and a timer need not agree to the millisecond. */
const leewayMs = 5;

interface Paced {
  readonly pace: LivePace;
  /** When each batch was handed over, in milliseconds. */
  readonly moments: number[];
  /** Resolves when so many batches have been handed over. */
  handed(count: number): Promise<void>;
  readonly receipt: Promise<Receipt>;
}

/** Delivers records one by one at the pace of these options, in the middle of a run that has got to `lastDurable`. */
function deliverPaced(
  total: number,
  lastDurable: number,
  options: Readonly<Record<string, unknown>>,
  choose: (pace: LivePace) => Pace = (pace) => pace,
): Paced {
  const moments: number[] = [];
  let tell = (): void => undefined;
  const sink = makeSink(
    () => {
      moments.push(performance.now());
      tell();
      return delivered();
    },
    { batch_records: 1, ...options },
  );
  const pace = new LivePace(sink.options, () => lastDurable);
  const receipt = makeRun().deliver(sink, readFrom(makeRecords(total)), undefined, choose(pace));
  const handed = (count: number): Promise<void> =>
    new Promise((resolve) => {
      tell = () => void (moments.length >= count && resolve());
      tell();
    });
  return { pace, moments, handed, receipt };
}

test('while a run goes on, no more batches begin in a second than its pace', async () => {
  const { moments, receipt } = deliverPaced(40, 40, { live_pace: 48 });
  assert.equal((await receipt).delivered, 40);
  const [first] = moments as [number];
  // Twelve in a quarter of a second.
  for (const [at, moment] of moments.entries()) {
    assert.ok(moment - first >= Math.floor(at / 12) * 250 - leewayMs, `${at} after ${moment - first} ms`);
  }
});

/** Nobody would wait as long as the second batch would have to. */
const hour = 1 / 3600;

test('when the run is over, nobody waits any more', async () => {
  const { pace, handed, receipt } = deliverPaced(50, 0, { live_pace: hour });
  await handed(1);
  pace.end();
  const { state, delivered: count } = await receipt;
  assert.deepEqual([state, count], ['complete', 50]);
});

test('a sink does not fall behind by more than it can send in eight seconds, or before the end is given up', async () => {
  for (const [options, mostBehind] of [
    [{ live_pace: 0.5 }, 4],
    [{ live_pace: 0.5, drain_timeout: 5 }, 2],
  ] as const) {
    const { pace, handed, moments, receipt } = deliverPaced(50, 50, options);
    await handed(50 - mostBehind);
    const last = moments.length;
    pace.end();
    assert.deepEqual([last, (await receipt).delivered], [50 - mostBehind, 50]);
  }
});

test('without a pace, or where the end of a run waits for nothing, nobody waits', async () => {
  for (const options of [{ live_pace: 0 }, { live_pace: hour, drain_timeout: 0 }]) {
    const { receipt } = deliverPaced(50, 0, options);
    assert.equal((await receipt).delivered, 50);
  }
});

const ofEarlier = (pace: LivePace): Pace => pace.ofEarlier;

test('what earlier runs owe has the turns that this run left in a quarter of a second, one at least', async () => {
  for (const [taken, left] of [
    [0, 12],
    [4, 8],
    [12, 1],
  ] as const) {
    const { moments, receipt } = deliverPaced(20, 0, { live_pace: 48 }, (pace) => {
      for (let turn = 0; turn < taken; turn += 1) assert.equal(pace.take(0), undefined);
      return pace.ofEarlier;
    });
    assert.equal((await receipt).delivered, 20);
    const [first] = moments as [number];
    const groups = [1, left, 12, 12];
    const expected = groups.flatMap((size, group) => Array.from({ length: size }, () => group * 250));
    for (const [at, moment] of moments.entries()) {
      assert.ok(moment - first >= (expected[at] ?? 0) - leewayMs, `${at} after ${moment - first} ms, ${taken} taken`);
    }
  }
});

test('when the run is over, nobody waits any more for what earlier ones owe, nor without a pace', async () => {
  const { pace, handed, receipt } = deliverPaced(50, 0, { live_pace: hour }, ofEarlier);
  await handed(1);
  pace.end();
  assert.equal((await receipt).delivered, 50);
  assert.equal((await deliverPaced(50, 0, { live_pace: 0 }, ofEarlier).receipt).delivered, 50);
});
