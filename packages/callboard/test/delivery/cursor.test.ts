import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { delivered } from '@callboard/contract';
import { CursorKeeper, readReceipt } from '#callboard/delivery/keep-cursor.js';
import { addDeadLetters, readDeadLetters, replaceDeadLetters } from '#callboard/delivery/keep-dead-letters.js';
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

test('no more is delivered beyond the durable cursor than a crash may repeat', async () => {
  const run = makeRun();
  const paths = run.paths('tiny');
  let furthest = 0;
  let durable = 0;
  const sink = makeSink(
    async (batch) => {
      durable = (await readReceipt(paths))?.cursor ?? 0;
      furthest = Math.max(furthest, (batch.at(-1)?.n ?? 0) - durable);
      return delivered();
    },
    { batch_records: 10 },
  );
  await run.deliver(sink, readFrom(makeRecords(6000)));
  assert.ok(furthest <= 520, `${furthest} records would have been repeated`);
});

test('saved() resolves only when the newest state is on disk', async () => {
  const run = makeRun();
  const keeper = await CursorKeeper.open(run.paths('tiny'), 'tiny', 'run');
  for (const cursor of count(1, 50)) keeper.update({ cursor });
  assert.equal(keeper.durable, 0);
  await keeper.saved();
  assert.equal(keeper.durable, 50);
  assert.equal((await readReceipt(run.paths('tiny')))?.cursor, 50);
});

test('dead letters: one a record, a torn line counts for nothing, none left leaves no file', async () => {
  const run = makeRun();
  const paths = run.paths('tiny');
  mkdirSync(paths.directory, { recursive: true });
  const letter = (n: number, reason: string) => ({ id: `run:${n}`, n, at: '2026-01-01T00:00:00.000Z', reason });
  await addDeadLetters(paths, [letter(1, 'first'), letter(2, 'second')]);
  await addDeadLetters(paths, [letter(1, 'again')]);
  const { appendFileSync } = await import('node:fs');
  appendFileSync(paths.deadLetters, '{"id":"run:3","n":3,"at"');
  assert.deepEqual(
    (await readDeadLetters(paths)).map(({ id, reason }) => [id, reason]),
    [
      ['run:1', 'again'],
      ['run:2', 'second'],
    ],
  );
  await replaceDeadLetters(paths, []);
  assert.deepEqual(readdirSync(paths.directory), []);
});
