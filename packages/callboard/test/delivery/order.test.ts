import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delivered, rejected, retry } from '@callboard/contract';
import { createRandom, type Random } from '@callboard/testkit';
import { readDeadLetters } from '#callboard/delivery/keep-dead-letters.js';
import { count, idsOf, makeRecords, makeRun, makeSink, readFrom } from './make-sink.js';

const total = 240;

/** One story: a sink that refuses, rejects and throws as the seed says, and processes that end in the middle. */
async function tell(seed: number): Promise<void> {
  const random = createRandom(seed);
  const records = readFrom(makeRecords(total), 1 + random.below(90));
  const poison = new Set(count(1, total).filter(() => random.below(40) === 0));
  const run = makeRun();
  const accepted: string[] = [];
  const bodies = new Map<string, string>();
  const named = random.below(2) === 0;
  let process = new AbortController();
  const sink = makeSink(
    async (batch, { signal }) => {
      for (const { id, json } of batch)
        assert.equal(bodies.get(id) ?? bodies.set(id, json).get(id), json, `seed ${seed}`);
      if (random.below(60) === 0) process.abort();
      if (random.below(3) === 0) await new Promise((resolve) => setImmediate(resolve));
      if (random.below(5) === 0) return misbehave(random);
      const faulty = batch.filter(({ n }) => poison.has(n)).map(({ id }) => id);
      if (faulty.length > 0) return rejected(named ? faulty : batch.map(({ id }) => id), 'poison');
      if (signal.aborted && random.below(2) === 0) throw new Error('cut short');
      accepted.push(...batch.map(({ id }) => id));
      return delivered();
    },
    { batch_records: 1 + random.below(20), ...(random.below(4) === 0 && { batch_linger: 0.001 }) },
  );
  let state = '';
  for (let processes = 0; state !== 'complete'; processes += 1) {
    assert.ok(processes < 500, `seed ${seed} comes to no end`);
    process = new AbortController();
    ({ state } = await run.deliver(sink, records, process.signal));
  }
  const dead = await readDeadLetters(run.paths(sink.name));
  assert.deepEqual(
    dead.map(({ n }) => n),
    [...poison].sort((a, b) => a - b),
    `seed ${seed}: dead letters`,
  );
  const wanted = count(1, total).filter((n) => !poison.has(n));
  assert.deepEqual([...new Set(accepted)], idsOf(wanted), `seed ${seed}: each arrives, for the first time in order`);
}

function misbehave(random: Random): ReturnType<typeof retry> {
  if (random.below(2) === 0) throw new Error('the line is down');
  return retry('busy', random.below(2) === 0 ? { afterMs: random.below(3) } : {});
}

test('whatever refuses, rejects, throws or restarts, nothing is lost and the order stays', async () => {
  for (const seed of count(1, 60)) await tell(seed);
});
