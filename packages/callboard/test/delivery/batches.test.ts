import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delivered, rejected, stopped } from '@callboard/contract';
import { readDeadLetters } from '#callboard/delivery/keep-dead-letters.js';
import { count, idsOf, makeRecords, makeRun, makeSink, readFrom, takeAll } from './make-sink.js';

test('batches are cut by count and by bytes; what is larger than a batch travels alone', async () => {
  const batches: string[][] = [];
  const records = makeRecords(7, (n) => ({ event: 'verbose', counter: n, stdout: n === 4 ? 'x'.repeat(500) : '' }));
  await makeRun().deliver(makeSink(takeAll(batches), { batch_records: 3 }), readFrom(records));
  assert.deepEqual(batches, [idsOf([1, 2, 3]), idsOf([4, 5, 6]), idsOf([7])]);
  batches.length = 0;
  await makeRun().deliver(makeSink(takeAll(batches), { batch_bytes: 120 }), readFrom(records));
  assert.deepEqual(batches, [idsOf([1, 2]), idsOf([3]), idsOf([4]), idsOf([5, 6]), idsOf([7])]);
});

test('a record that lingers waits for others', async () => {
  const batches: string[][] = [];
  const records = makeRecords(4);
  const slowly = async function* (): AsyncGenerator<typeof records> {
    for (const record of records) {
      yield [record];
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await makeRun().deliver(makeSink(takeAll(batches), { batch_linger: 60 }), slowly);
  assert.deepEqual(batches, [idsOf([1, 2, 3, 4])]);
});

test('a batch that is rejected as a whole is halved until the one at fault is found', async () => {
  const run = makeRun();
  let attempts = 0;
  const accepted: string[] = [];
  const sink = makeSink((batch) => {
    attempts += 1;
    const ids = batch.map(({ id }) => id);
    if (batch.some(({ n }) => n === 37)) return rejected(ids, 'too odd', { answer: 'number 37' });
    accepted.push(...ids);
    return delivered();
  });
  const receipt = await run.deliver(sink, readFrom(makeRecords(100)));
  assert.deepEqual(accepted, idsOf(count(1, 100).filter((n) => n !== 37)));
  assert.deepEqual([receipt.delivered, receipt.rejected, receipt.owed, receipt.state], [99, 1, 0, 'complete']);
  // Seven halvings of a hundred, each with the other half.
  assert.ok(attempts <= 15, `${attempts} attempts`);
  const [letter] = await readDeadLetters(run.paths('tiny'));
  assert.deepEqual([letter?.id, letter?.reason, letter?.answer], ['run:37', 'too odd', 'number 37']);
});

test('a sink that names the records at fault has found them itself', async () => {
  const offered: string[][] = [];
  const sink = makeSink((batch) => {
    offered.push(batch.map(({ id }) => id));
    const faulty = batch.filter(({ n }) => n === 2 || n === 5);
    return faulty.length > 0
      ? rejected(
          faulty.map(({ id }) => id),
          'odd',
        )
      : delivered();
  });
  const receipt = await makeRun().deliver(sink, readFrom(makeRecords(6)));
  assert.deepEqual(offered, [idsOf(count(1, 6)), idsOf([1, 3, 4, 6])]);
  assert.deepEqual([receipt.delivered, receipt.rejected], [4, 2]);
});

test('a sink that rejects nothing it was given is not asked for ever', async () => {
  const sink = makeSink(() => rejected(['somebody:else'], 'confused'));
  const receipt = await makeRun().deliver(sink, readFrom(makeRecords(3)));
  assert.deepEqual([receipt.rejected, receipt.owed], [3, 0]);
});

test('a sink that wants no more is offered no more; the rest stays owed', async () => {
  let calls = 0;
  const sink = makeSink(() => ((calls += 1) === 2 ? stopped('gone for good') : delivered()), { batch_records: 10 });
  const receipt = await makeRun().deliver(sink, readFrom(makeRecords(50)));
  assert.equal(calls, 2);
  assert.deepEqual(
    [receipt.state, receipt.cursor, receipt.owed, receipt.trouble],
    ['stopped', 10, 40, 'gone for good'],
  );
});

test('filters choose and `omit` leaves out; the cursor passes what is not sent', async () => {
  const run = makeRun();
  const sent: unknown[] = [];
  const sink = makeSink(
    (batch) => {
      for (const { json } of batch) sent.push(JSON.parse(json));
      return delivered();
    },
    { filter: { events: ['runner_on_*'], hosts: ['web?', 'web*'] }, omit: ['event_data.res', 'stdout', 'not.there'] },
  );
  const events = [
    { event: 'playbook_on_start', event_data: {} },
    { event: 'runner_on_ok', stdout: 'ok', event_data: { host: 'web1', res: { big: 1 } } },
    { event: 'runner_on_ok', event_data: { host: 'db1', res: {} } },
    { event: 'runner_on_failed', event_data: { host: 'web2', res: {} } },
  ];
  const receipt = await run.deliver(sink, readFrom(makeRecords(4, (n) => events[n - 1])));
  assert.deepEqual(sent, [
    { event: 'runner_on_ok', event_data: { host: 'web1' } },
    { event: 'runner_on_failed', event_data: { host: 'web2' } },
  ]);
  assert.deepEqual([receipt.delivered, receipt.cursor, receipt.owed], [2, 4, 0]);
});

test('`failed_only` sends failures, unreachable hosts, and every status', async () => {
  const sent: number[] = [];
  const sink = makeSink((batch) => (sent.push(...batch.map(({ n }) => n)), delivered()), {
    filter: { failed_only: true },
  });
  const names = [
    'playbook_on_start',
    'runner_on_ok',
    'runner_on_failed',
    'runner_on_unreachable',
    'runner_item_on_failed',
  ];
  const records = makeRecords(6, (n) => (n === 6 ? { status: 'failed' } : { event: names[n - 1] }));
  await makeRun().deliver(
    sink,
    readFrom(records.map((record) => (record.n === 6 ? { ...record, kind: 'status' } : record))),
  );
  assert.deepEqual(sent, [3, 4, 5, 6]);
});

test('more than one batch is under way only where it is asked for', async () => {
  for (const concurrency of [1, 3]) {
    let active = 0;
    let most = 0;
    const sink = makeSink(
      async () => {
        active += 1;
        most = Math.max(most, active);
        await new Promise((resolve) => setTimeout(resolve, 5));
        active -= 1;
        return delivered();
      },
      { batch_records: 1, concurrency },
    );
    const receipt = await makeRun().deliver(sink, readFrom(makeRecords(12)));
    assert.deepEqual([most, receipt.delivered, receipt.cursor], [concurrency, 12, 12]);
  }
});

test('a dead sink leaves the records where they are: little is read ahead', async () => {
  let read = 0;
  const endless = async function* (from: number): AsyncGenerator<ReturnType<typeof makeRecords>> {
    for (let n = from; n <= 1_000_000; n += 100) {
      read += 100;
      yield makeRecords(100).map((record) => ({ ...record, n: record.n + n - 1 }));
    }
  };
  const stop = new AbortController();
  let attempts = 0;
  const sink = makeSink(() => {
    if ((attempts += 1) === 20) stop.abort();
    throw new Error('dead');
  });
  const run = makeRun();
  const receipt = run.deliver(sink, (from) => (attempts === 0 ? endless(from) : readFrom([])(1)), stop.signal);
  assert.equal((await receipt).delivered, 0);
  assert.ok(read <= 3000, `${read} records were read ahead`);
});
