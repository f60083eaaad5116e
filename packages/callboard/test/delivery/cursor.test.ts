import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { delivered, rejected } from '@callboard/contract';
import { CursorKeeper, readReceipt } from '#callboard/delivery/keep-cursor.js';
import { DeadLetterBox, readDeadLetters } from '#callboard/delivery/keep-dead-letters.js';
import type { Receipt } from '#callboard/delivery/receipt.js';
import { count, idsOf, makeRecords, makeRun, makeSink, readFrom, takeAll } from './make-sink.js';

test('what is on disk after a delivery is its receipt, for its owner alone', async () => {
  const run = makeRun();
  const receipt = await run.deliver(makeSink(takeAll([])), readFrom(makeRecords(5)));
  assert.deepEqual(await readReceipt(run.paths('tiny')), receipt);
  assert.equal(statSync(run.paths('tiny').state).mode & 0o777, 0o600);
  assert.equal(statSync(run.paths('tiny').directory).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(run.paths('tiny').directory), ['tiny.json']);
});

test('a delivery goes on behind its cursor', async () => {
  const run = makeRun();
  const batches: string[][] = [];
  await run.deliver(makeSink(takeAll(batches)), readFrom(makeRecords(5)));
  const receipt = await run.deliver(makeSink(takeAll(batches)), readFrom(makeRecords(8)));
  assert.deepEqual(batches, [idsOf(count(1, 5)), idsOf([6, 7, 8])]);
  assert.deepEqual([receipt.delivered, receipt.cursor], [8, 8]);
});

test('a cursor that cannot be written is never counted on: the delivery fails, and is repeated later', async () => {
  const run = makeRun();
  const { state } = run.paths('tiny');
  const batches: string[][] = [];
  const sink = makeSink(takeAll(batches), { batch_records: 10 });
  // No other user to take rights from: a directory stands where the file is to be written.
  mkdirSync(`${state}.tmp`, { recursive: true });
  await assert.rejects(run.deliver(sink, readFrom(makeRecords(1000))), { code: 'EISDIR' });
  const before = batches.length;
  assert.ok(before < 100, 'it does not go on for ever without a cursor');
  assert.equal(await readReceipt(run.paths('tiny')), undefined);
  rmdirSync(`${state}.tmp`);
  const receipt = await run.deliver(sink, readFrom(makeRecords(1000)));
  assert.deepEqual(batches.slice(before).flat(), idsOf(count(1, 1000)));
  assert.equal(receipt.state, 'complete');
});

for (const [batch_records, most] of [
  [10, 500],
  [100, 1000],
] as const) {
  test(`with batches of ${batch_records} a crash repeats no more than ${most} records and what is in flight`, async () => {
    const run = makeRun();
    const paths = run.paths('tiny');
    let furthest = 0;
    const sink = makeSink(
      async (batch) => {
        const durable = (await readReceipt(paths))?.cursor ?? 0;
        furthest = Math.max(furthest, (batch.at(-1)?.n ?? 0) - durable);
        return delivered();
      },
      { batch_records },
    );
    await run.deliver(sink, readFrom(makeRecords(6000)));
    assert.ok(furthest <= most + 2 * batch_records, `${furthest} records would have been repeated`);
  });
}

test('saved() resolves only when the newest state is on disk', async () => {
  const run = makeRun();
  const keeper = await CursorKeeper.open(run.paths('tiny'), 'tiny', 'run');
  for (const cursor of count(1, 50)) keeper.update({ cursor });
  assert.equal(keeper.durable.cursor, 0);
  await keeper.saved();
  assert.equal(keeper.durable.cursor, 50);
  assert.equal((await readReceipt(run.paths('tiny')))?.cursor, 50);
});

test('that a delivery has begun is on disk without waiting for more', async (t) => {
  // No time passes: whatever waits for it waits for ever.
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const run = makeRun();
  let begun: Receipt | undefined;
  const sink = makeSink(async () => {
    const deadline = performance.now() + 10_000;
    while (begun === undefined && performance.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve));
      begun = await readReceipt(run.paths('tiny'));
    }
    return delivered();
  });
  await run.deliver(sink, readFrom(makeRecords(1)));
  assert.deepEqual([begun?.state, begun?.cursor], ['delivering', 0]);
});

const letter = (n: number, reason: string) => ({ id: `run:${n}`, n, at: '2026-01-01T00:00:00.000Z', reason });

test('dead letters: one a record, none left leaves no file', async () => {
  const run = makeRun();
  const paths = run.paths('tiny');
  mkdirSync(paths.directory, { recursive: true });
  const box = await DeadLetterBox.open(paths);
  await Promise.all([
    box.add([letter(1, 'first'), letter(2, 'second')]),
    box.remove([1]),
    box.add([letter(3, 'third')]),
  ]);
  await box.add([letter(2, 'again')]);
  assert.equal(box.size, 2);
  assert.deepEqual(await readDeadLetters(paths), [letter(2, 'again'), letter(3, 'third')]);
  await box.remove([2, 3, 4]);
  assert.deepEqual(readdirSync(paths.directory), []);
});

test('a dead letter that a crash tore counts for nothing, and spoils none that come after it', async () => {
  const paths = makeRun().paths('tiny');
  mkdirSync(paths.directory, { recursive: true });
  await (await DeadLetterBox.open(paths)).add([letter(1, 'first')]);
  appendFileSync(paths.deadLetters, '{"id":"run:3","n":3,"at"');
  assert.deepEqual(await readDeadLetters(paths), [letter(1, 'first')]);
  await (await DeadLetterBox.open(paths)).add([letter(2, 'second')]);
  assert.deepEqual(await readDeadLetters(paths), [letter(1, 'first'), letter(2, 'second')]);
});

test('a dead letter that is sent again is counted once, and no more when it is taken', async () => {
  const run = makeRun();
  const paths = run.paths('tiny');
  const wrong = new Set([2, 4]);
  const sink = makeSink((batch) => {
    const ids = batch.filter(({ n }) => wrong.has(n)).map(({ id }) => id);
    return ids.length > 0 ? rejected(ids, 'wrong') : delivered();
  });
  const again = async () => {
    const keeper = await CursorKeeper.open(paths, 'tiny', 'run');
    keeper.update({ cursor: 0 });
    await keeper.saved();
    return await run.deliver(sink, readFrom(makeRecords(5)));
  };
  assert.equal((await again()).rejected, 2);
  assert.equal((await again()).rejected, 2);
  wrong.delete(2);
  assert.equal((await again()).rejected, 1);
  assert.deepEqual(
    (await readDeadLetters(paths)).map(({ n }) => n),
    [4],
  );
});

test('the file of dead letters is seldom written anew, however many are taken one by one', async () => {
  const paths = makeRun().paths('tiny');
  mkdirSync(paths.directory, { recursive: true });
  const box = await DeadLetterBox.open(paths);
  const numbers = count(1, 200);
  await box.add(numbers.map((n) => letter(n, 'wrong')));
  let [anew, file] = [0, statSync(paths.deadLetters).ino];
  for (const n of numbers.slice(0, -1)) {
    await box.remove([n]);
    const { ino } = statSync(paths.deadLetters);
    if (ino !== file) anew += 1;
    file = ino;
    if (n % 10 === 0) assert.equal((await readDeadLetters(paths)).length, 200 - n);
  }
  assert.ok(anew > 0 && anew <= 10, `${anew} times`);
  assert.deepEqual(await readDeadLetters(paths), [letter(200, 'wrong')]);
  // Whoever opens it next knows what its lines are worth.
  await (await DeadLetterBox.open(paths)).remove([200]);
  assert.deepEqual(readdirSync(paths.directory), []);
});

test('of dead letters that are sent again, those that were taken are dead no more before the last is read', async () => {
  const run = makeRun();
  const paths = run.paths('tiny');
  await run.deliver(
    makeSink((batch) =>
      rejected(
        batch.map(({ id }) => id),
        'wrong',
      ),
    ),
    readFrom(makeRecords(6)),
  );
  const left: number[] = [];
  async function* read() {
    for (let at = 0; at < 6; at += 2) {
      yield makeRecords(6).slice(at, at + 2);
      left.push((await readDeadLetters(paths)).length);
    }
  }
  const batches: string[][] = [];
  const receipt = await run.redeliver(makeSink(takeAll(batches)), read);
  assert.deepEqual(left, [4, 2, 0]);
  assert.deepEqual(batches.flat(), idsOf(count(1, 6)));
  assert.equal(receipt.rejected, 0);
});
