import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delivered, retry } from '@callboard/contract';
import { attemptDelivery } from '#callboard/delivery/attempt-delivery.js';
import { chooseBackoff } from '#callboard/delivery/backoff.js';
import { openSink } from '#callboard/delivery/open-sink.js';
import { count, idsOf, makeRecords, makeRun, makeSink, readFrom, takeAll } from './make-sink.js';

test('an attempt without an answer ends at its deadline, with a signal to the sink', async () => {
  let told = 0;
  let calls = 0;
  const sink = makeSink(
    async (_batch, { signal }) => {
      if ((calls += 1) > 1) return delivered();
      return await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          told += 1;
          reject(new Error('aborted'));
        });
      });
    },
    { attempt_timeout: 0.05 },
  );
  const run = makeRun();
  const receipt = await run.deliver(sink, readFrom(makeRecords(3)));
  assert.deepEqual([told, calls, receipt.delivered, receipt.retried], [1, 2, 3, 1]);
  assert.match(receipt.trouble ?? '', /no answer within 0.05 s/);
});

test('an attempt that is cut short leaves the reason of the one before, or says that time was up', async () => {
  const cutShort = async (failures: number): Promise<string | undefined> => {
    const stop = new AbortController();
    let calls = 0;
    const sink = makeSink(
      async (_batch, { signal }) => {
        if ((calls += 1) <= failures) return retry('the certificate has expired');
        setImmediate(() => stop.abort());
        return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      },
      { retry_initial: 0 },
    );
    const { state, trouble } = await makeRun().deliver(sink, readFrom(makeRecords(1)), stop.signal);
    assert.equal(state, 'owed');
    return trouble;
  };
  assert.equal(await cutShort(1), 'the certificate has expired');
  assert.equal(await cutShort(0), 'there was no answer yet when time was up');
});

test('who listens to the signal of an attempt that is over hears nothing of a later one', async () => {
  const told: number[] = [];
  const sink = makeSink(
    async ([first], { signal, attempt }) => {
      const n = first?.n ?? 0;
      signal.addEventListener('abort', () => told.push(n));
      if (n === 2 && attempt === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return n === 2 && attempt === 1 ? retry('late') : delivered();
    },
    { attempt_timeout: 0.05, batch_records: 1 },
  );
  assert.equal((await makeRun().deliver(sink, readFrom(makeRecords(3)))).state, 'complete');
  assert.deepEqual(told, [2]);
});

test('a sink that is deaf to the signal is not waited for', async () => {
  let calls = 0;
  const sink = makeSink(() => ((calls += 1) > 1 ? delivered() : new Promise(() => undefined)), {
    attempt_timeout: 0.01,
  });
  const receipt = await makeRun().deliver(sink, readFrom(makeRecords(1)));
  assert.deepEqual([calls, receipt.state], [2, 'complete']);
});

test('what throws, or answers with nothing, has not delivered', async () => {
  const answers = [
    () => {
      throw new TypeError('oops');
    },
    () => undefined,
    () => ({ outcome: 'fine' }),
    () => delivered(),
  ];
  let calls = 0;
  const run = makeRun();
  const sink = makeSink((() => answers[calls++]?.()) as never);
  const receipt = await run.deliver(sink, readFrom(makeRecords(1)));
  assert.deepEqual([calls, receipt.retried, receipt.delivered], [4, 3, 1]);
  assert.match(run.warnings[0] ?? '', /tiny: oops; trying again/);
  assert.match(run.warnings[1] ?? '', /must return delivered\(\)/);
});

test('a sink is told its attempt, and the same batch again', async () => {
  const seen: [number, number][] = [];
  const sink = makeSink((batch, { attempt }) => {
    seen.push([attempt, batch.length]);
    return attempt < 3 ? retry('not yet') : delivered();
  });
  await makeRun().deliver(sink, readFrom(makeRecords(5)));
  assert.deepEqual(seen, [
    [1, 5],
    [2, 5],
    [3, 5],
  ]);
});

test('pauses are random below a limit that doubles up to its maximum', () => {
  const limits = count(1, 8).map((retries) => chooseBackoff(retries, 500, 30_000, () => 1));
  assert.deepEqual(limits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  assert.equal(
    chooseBackoff(5, 500, 30_000, () => 0),
    0,
  );
  assert.equal(
    chooseBackoff(5, 500, 30_000, () => 0.25),
    2000,
  );
  assert.equal(
    chooseBackoff(5000, 500, 30_000, () => 1),
    30_000,
  );
});

for (const [direction, hours] of [
  ['back', -1],
  ['forward', 1],
] as const) {
  test(`a clock that is set ${direction} changes no pause and no order`, { timeout: 20_000 }, async (t) => {
    const now = Date.now;
    let offset = 0;
    t.mock.method(Date, 'now', () => now() + offset);
    const batches: string[][] = [];
    const take = takeAll(batches);
    const pauses: number[] = [];
    let refusedAt = 0;
    const sink = makeSink(
      (batch, context) => {
        if (context.attempt > 1) {
          pauses.push(performance.now() - refusedAt);
          return take(batch, context);
        }
        // After the refusal was noted, before the pause is over.
        setImmediate(() => (offset += hours * 3_600_000));
        refusedAt = performance.now();
        return retry('busy');
      },
      { batch_records: 5, breaker_failures: 1, breaker_pause: 0.05, attempt_timeout: 60 },
    );
    await makeRun().deliver(sink, readFrom(makeRecords(40)));
    assert.deepEqual(batches.flat(), idsOf(count(1, 40)));
    assert.equal(pauses.length, 8);
    // A timer may be early by a millisecond or so.
    assert.ok(Math.min(...pauses) >= 45, String(pauses));
  });
}

test('after some failures in a row nothing is sent for a while, then one probe', async () => {
  const times: number[] = [];
  const sink = makeSink(
    () => {
      times.push(performance.now());
      return times.length < 6 ? retry('down') : delivered();
    },
    { breaker_failures: 3, breaker_pause: 0.15, retry_initial: 0, retry_max: 0 },
  );
  await makeRun().deliver(sink, readFrom(makeRecords(1)));
  const pauses = times.slice(1).map((time, at) => Math.round(time - (times[at] ?? 0)));
  assert.equal(pauses.length, 5);
  // The first three come at once; each probe after that has waited for the whole pause.
  assert.ok(
    pauses.slice(2).every((pause) => pause >= 145),
    String(pauses),
  );
});

test('runs of one process that deliver to the same place learn from each other that it is down', async () => {
  let calls = 0;
  const sink = makeSink(() => ((calls += 1), retry('down')), {
    breaker_failures: 2,
    breaker_pause: 60,
    retry_initial: 0,
    retry_max: 0,
  });
  const stop = new AbortController();
  const first = makeRun().deliver(sink, readFrom(makeRecords(1)), stop.signal);
  while (calls < 2) await new Promise((resolve) => setImmediate(resolve));
  const second = makeRun().deliver(sink, readFrom(makeRecords(1)), stop.signal);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(calls, 2, 'the second run did not try');
  stop.abort();
  assert.deepEqual(
    (await Promise.all([first, second])).map(({ state }) => state),
    ['owed', 'owed'],
  );
});

test('values of secret settings are taken out of what a sink says', async () => {
  const secret = 'hunter2-and-more';
  const sink = {
    ...makeSink(() => {
      throw new Error(`denied for ${secret}`);
    }),
    secrets: [secret],
  };
  const log: string[] = [];
  const note = (message: string): void => void log.push(message);
  const run = { ident: 'run', privateDataDir: '/', artifactDir: '/', settings: {}, log: { info: note, warn: note } };
  const open = await openSink(sink, run);
  open.context.log.warn(`with ${secret}`);
  const { result } = await attemptDelivery(open, [], 1, new AbortController().signal);
  const shown = JSON.stringify([log, result]);
  assert.ok(!shown.includes(secret), shown);
  const failing = {
    ...sink,
    sink: {
      ...sink.sink,
      open: () => {
        throw new Error(`no ${secret}`);
      },
    },
  };
  await assert.rejects(openSink(failing, run), (error: Error) => !error.message.includes(secret));
});
