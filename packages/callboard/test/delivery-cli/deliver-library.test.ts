import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { writeRecordedRun } from '@callboard/testkit';
import { deliver, listDeadLetters, listDeliveries, listRuns, openRun } from 'callboard';
import { makePostProject, makePrivate, startListener } from './helpers.js';

/** Plugins are looked for in the project that we are in. */
function enterProject(t: TestContext): void {
  const before = process.cwd();
  process.chdir(makePostProject());
  t.after(() => process.chdir(before));
}

test('a program lists its runs, sees what is owed, and delivers it', async (t) => {
  enterProject(t);
  const dir = makePrivate();
  assert.deepEqual(await listRuns(dir), []);
  for (const ident of ['a', 'b']) writeRecordedRun(dir, ident, 20);
  const runs = (await listRuns(dir)).toSorted((a, b) => a.ident.localeCompare(b.ident));
  assert.deepEqual(
    runs.map(({ ident, status, isRunning, eventCount }) => [ident, status, isRunning, eventCount]),
    [
      ['a', 'successful', false, 17],
      ['b', 'successful', false, 17],
    ],
  );
  assert.equal((await openRun(dir, runs[0]?.ident ?? '')).status, 'successful');
  assert.deepEqual(await listDeliveries(dir), []);
  await assert.rejects(deliver(dir), { code: 'ERR_PLUGIN_NOT_FOUND', message: /post_url is missing/ });

  const picky = await startListener(t, '--reject-counter', '5');
  const settings = { post_url: picky.url };
  const told: string[] = [];
  const receipts = await deliver(dir, { settings, all: true, onReceipt: ({ ident }) => told.push(ident) });
  assert.deepEqual(
    receipts.map(({ ident, sink, delivered, rejected }) => [ident, sink, delivered, rejected]),
    [
      ['a', 'post', 19, 1],
      ['b', 'post', 19, 1],
    ],
  );
  assert.deepEqual(told, ['a', 'b']);
  const [only, ...others] = await listDeliveries(dir, { ident: 'b', plugin: 'post' });
  assert.deepEqual([only?.state, only?.rejected, others.length], ['complete', 1, 0]);

  const letters = await listDeadLetters(dir, { ident: 'b' });
  assert.deepEqual(
    letters.map(({ id, sink, ident, about }) => [id, sink, ident, about]),
    [['b:7', 'post', 'b', 'runner_on_ok web5']],
  );
  assert.match(letters[0]?.reason ?? '', /422/);
  assert.equal((await listDeadLetters(dir)).length, 2);

  const kind = await startListener(t);
  await deliver(dir, { settings: { post_url: kind.url }, ident: 'b', dead: true });
  assert.deepEqual(
    kind.saved().map(({ id }) => id),
    ['b:7'],
  );
  assert.deepEqual(await listDeadLetters(dir, { ident: 'b' }), []);
  assert.deepEqual(await deliver(dir, { settings }), []);
});

test('an abort ends the wait for a dead receiver: what is owed stays owed', async (t) => {
  enterProject(t);
  const dir = makePrivate({ post_url: 'http://127.0.0.1:9/' });
  writeRecordedRun(dir, 'a', 20);
  const stop = new AbortController();
  const ended = deliver(dir, { all: true, signal: stop.signal });
  while ((await listDeliveries(dir)).length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  const [receipt] = await ended;
  assert.deepEqual([receipt?.state, receipt?.owed], ['owed', 20]);
  assert.equal((await listDeliveries(dir))[0]?.state, 'owed');
});

test('wrong options of a delivery are told before anything is sent', async (t) => {
  enterProject(t);
  const dir = makePrivate({ post_url: 'http://127.0.0.1:9/' });
  const refused = (options: object): Promise<unknown> => deliver(dir, options);
  await assert.rejects(refused({ plugn: 'post' }), { code: 'ERR_OPTION_UNKNOWN', message: /mean `plugin`/ });
  await assert.rejects(refused({ from: '1' }), { code: 'ERR_OPTION_TYPE' });
  await assert.rejects(deliver(dir, { dead: true, from: 1 }), { code: 'ERR_OPTION_CONFLICT' });
  await assert.rejects(deliver(dir, { ident: 'nobody' }), { code: 'ERR_RUN_NOT_FOUND' });
  await assert.rejects(deliver(`${dir}/none`), { code: 'ERR_PRIVATE_DATA_DIR' });
  await assert.rejects(listRuns(`${dir}/none`), { code: 'ERR_PRIVATE_DATA_DIR' });
});
