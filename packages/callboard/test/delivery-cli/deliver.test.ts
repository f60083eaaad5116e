import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeRecordedRun } from '@callboard/testkit';
import { waitForFile } from '../helpers/wait-for-file.js';
import { callIn, configure, makePostProject, makePrivate, spawnIn, startListener } from './helpers.js';

const project = makePostProject();
const nowhere = 'http://127.0.0.1:9/';

function readLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test('what is owed is shown, and resumed with one command', async (t) => {
  // The first pause is random: by default it could take half of the second that is allowed below.
  const dir = makePrivate({ post_url: nowhere, delivery: { retry_initial: 0.01 } });
  writeRecordedRun(dir, 'nightly', 30);
  const never = await callIn(project, ['deliveries', dir]);
  assert.match(never.stdout, /was delivered to a sink yet/);
  const dead = await callIn(project, ['deliver', dir, '-i', 'night', '--timeout', '1']);
  assert.equal(dead.code, 1);
  assert.match(dead.stdout, /^nightly {2}post: 0 delivered, \d+ retr(y|ies), 30 owed/);
  assert.match(dead.stderr, /1 s are over[^]*30 owed: the same command again goes on/);
  const [owed] = readLines((await callIn(project, ['deliveries', dir, '--json'])).stdout);
  assert.deepEqual([owed?.['state'], owed?.['owed'], owed?.['ident']], ['owed', 30, 'nightly']);

  const listener = await startListener(t, '--fail-every', '3');
  configure(dir, { post_url: listener.url });
  const done = await callIn(project, ['deliver', dir]);
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stdout, /^nightly {2}post: 30 delivered/);
  assert.deepEqual(
    listener.saved().map(({ id }) => id),
    Array.from({ length: 30 }, (_, at) => `nightly:${at + 1}`),
  );
  assert.match((await callIn(project, ['deliveries', dir])).stdout, /nightly +post +complete +30/);
  const nothing = await callIn(project, ['deliver', dir]);
  assert.deepEqual([nothing.code, nothing.stdout], [0, '']);
});

test('dead letters are listed with the answer, and sent again on command', async (t) => {
  const dir = makePrivate();
  writeRecordedRun(dir, 'run', 20);
  const picky = await startListener(t, '--reject-counter', '5');
  configure(dir, { post_url: picky.url });
  const first = await callIn(project, ['deliver', dir, '--all']);
  assert.equal(first.code, 1);
  assert.match(first.stderr, /1 dead: `callboard deliveries --dead` says why/);
  const { stdout } = await callIn(project, ['deliveries', dir, '--dead']);
  assert.match(stdout, /^run:7 {2}post {2}runner_on_ok web5\n {2}answered 422 .*\n {2}answer: .*on purpose/);
  const still = await callIn(project, ['deliver', dir, '--dead']);
  assert.equal(still.code, 1);
  const kind = await startListener(t);
  configure(dir, { post_url: kind.url });
  assert.equal((await callIn(project, ['deliver', dir, '--dead'])).code, 0);
  assert.deepEqual(
    kind.saved().map(({ id }) => id),
    ['run:7'],
  );
  assert.equal((await callIn(project, ['deliveries', dir, '--dead'])).stdout, 'No dead letters.\n');
});

/** Three runs of 20 records; the eighth record of each is refused. */
async function leaveThreeRuns(t: TestContext): Promise<string> {
  const dir = makePrivate();
  for (const ident of ['a', 'b', 'c']) writeRecordedRun(dir, ident, 20);
  const picky = await startListener(t, '--reject-counter', '5');
  configure(dir, { post_url: picky.url });
  assert.equal((await callIn(project, ['deliver', dir, '--all'])).code, 1);
  return dir;
}

test('what is damaged of one delivery is told, and keeps nobody from the others', async (t) => {
  const dir = await leaveThreeRuns(t);
  const state = join(dir, 'artifacts/a/delivery/post.json');
  for (const damage of ['', '{"cursor": 3', '{"cursor": "3"}', 'null']) {
    writeFileSync(state, damage);
    const { code, stdout } = await callIn(project, ['deliveries', dir, '--json']);
    const [a, b, c] = readLines(stdout);
    assert.deepEqual([code, a?.['state'], b?.['state'], c?.['state']], [0, 'failed', 'complete', 'complete']);
    assert.match(String(a?.['trouble']), /delivery\/post\.json cannot be read as a delivery's \(.+\)\. Put it right/);
  }
  const listener = await startListener(t);
  configure(dir, { post_url: listener.url });
  const again = await callIn(project, ['deliver', dir, '--from', '20']);
  assert.equal(again.code, 1);
  assert.match(again.stdout, /^a {2}post: 0 delivered \(.*cannot be read/);
  assert.match(again.stdout, /\nb {2}post: 2\d delivered[^]*\nc {2}post: 2\d delivered/);
  assert.doesNotMatch(again.stderr, /Nothing is owed/);
  assert.deepEqual(
    listener.saved().map(({ id }) => id),
    ['b:20', 'c:20'],
  );
  rmSync(state);
  assert.match((await callIn(project, ['deliver', dir, '-i', 'a'])).stdout, /^a {2}post: 20 delivered/);
});

test('dead letters of which a line is damaged are told, and hide no others', async (t) => {
  const dir = await leaveThreeRuns(t);
  appendFileSync(join(dir, 'artifacts/b/delivery/post.dead.ndjson'), '\0\0\0\n');
  const { code, stdout, stderr } = await callIn(project, ['deliveries', dir, '--dead']);
  assert.equal(code, 1);
  assert.match(stderr, /^callboard: ERR_DELIVERY_UNREADABLE: .*post\.dead\.ndjson .*line 2 is no dead letter.*\n$/);
  assert.deepEqual(stdout.match(/^\w+:\d+/gm), ['a:7', 'c:7']);
  const kind = await startListener(t);
  configure(dir, { post_url: kind.url });
  assert.equal((await callIn(project, ['deliver', dir, '--dead'])).code, 1);
  assert.deepEqual(
    kind.saved().map(({ id }) => id),
    ['a:7', 'c:7'],
  );
});

test('a run that cannot be read is told, and keeps nobody from the others', async (t) => {
  const listener = await startListener(t);
  const dir = makePrivate({ post_url: listener.url });
  writeRecordedRun(dir, 'good', 10);
  mkdirSync(join(dir, 'artifacts/bad/journal.ndjson'), { recursive: true });
  const { code, stdout } = await callIn(project, ['deliver', dir, '--all']);
  assert.equal(code, 1);
  assert.match(stdout, /bad {2}post: 0 delivered \(EISDIR.*journal\.ndjson/);
  assert.match(stdout, /good {2}post: 10 delivered/);
});

test('a dead letter that a crash left behind the receipt is listed, and sent on command', async (t) => {
  const listener = await startListener(t);
  const dir = makePrivate({ post_url: listener.url });
  writeRecordedRun(dir, 'run', 20);
  const delivery = join(dir, 'artifacts/run/delivery');
  mkdirSync(delivery);
  const letter = { id: 'run:7', n: 7, at: '2026-01-01T00:00:00.000Z', reason: 'answered 422' };
  writeFileSync(join(delivery, 'post.dead.ndjson'), `${JSON.stringify(letter)}\n`);
  const [facts] = readLines((await callIn(project, ['deliveries', dir, '--json'])).stdout);
  assert.deepEqual([facts?.['sink'], facts?.['state'], facts?.['rejected']], ['post', 'cut off', 1]);
  await callIn(project, ['deliver', dir, '--dead']);
  assert.deepEqual(
    listener.saved().map(({ id }) => id),
    ['run:7'],
  );
  assert.equal((await callIn(project, ['deliveries', dir, '--dead'])).stdout, 'No dead letters.\n');
  assert.equal((await callIn(project, ['deliver', dir])).code, 0);
  assert.equal(listener.saved().length, 21);
});

test('a new sink is given old runs with --all, those of ansible-runner too; --from sends again', async (t) => {
  const listener = await startListener(t);
  const dir = makePrivate({ post_url: listener.url });
  cpSync(
    fileURLToPath(new URL('../../test/cli/fixtures/python-run/artifacts', import.meta.url)),
    join(dir, 'artifacts'),
    { recursive: true },
  );
  writeRecordedRun(dir, 'ours', 10);
  assert.equal((await callIn(project, ['deliver', dir])).code, 0);
  assert.deepEqual(listener.saved(), [], 'nothing is sent that the sink has never seen');
  assert.equal((await callIn(project, ['deliver', dir, '--all', '--quiet'])).code, 0);
  const ids = listener.saved().map(({ id }) => id ?? '');
  assert.equal(ids.filter((id) => id.startsWith('ours:')).length, 10);
  const python = listener.saved().filter(({ id }) => id?.startsWith('from-python:'));
  assert.deepEqual(python.map(({ data }) => data['status']).filter(Boolean), ['starting', 'running', 'failed']);
  assert.deepEqual(
    python.filter(({ kind }) => kind === 'event').map(({ data }) => data['counter']),
    Array.from({ length: 13 }, (_, at) => at + 1),
  );
  assert.equal((await callIn(project, ['deliver', dir, '-i', 'ours', '--from', '8', '-q'])).code, 0);
  assert.deepEqual(
    listener
      .saved()
      .slice(ids.length)
      .map(({ id }) => id),
    ['ours:8', 'ours:9', 'ours:10'],
  );
});

test('Ctrl-C stops in order: what has arrived is remembered', async (t) => {
  const listener = await startListener(t, '--delay', '20');
  const dir = makePrivate({ post_url: listener.url });
  writeRecordedRun(dir, 'long', 2000);
  const { child, ended } = spawnIn(project, ['deliver', dir, '--all']);
  while (listener.saved().length < 40) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 1);
  assert.match(stderr, /SIGINT: stopping; what has arrived is remembered/);
  const [, delivered, owed] = /(\d+) delivered,.* (\d+) owed/.exec(stdout) ?? [];
  assert.equal(Number(delivered) + Number(owed), 2000);
  const [facts] = readLines((await callIn(project, ['deliveries', dir, '--json'])).stdout);
  assert.equal(facts?.['cursor'], Number(delivered));
  // The batch that was under way may have arrived without its answer.
  assert.ok(listener.saved().length - Number(delivered) <= 4);
});

test('a delivery whose process was killed shows as cut off, and goes on', async (t) => {
  const listener = await startListener(t, '--delay', '20');
  const dir = makePrivate({ post_url: listener.url });
  writeRecordedRun(dir, 'cut', 400);
  const { child, ended } = spawnIn(project, ['deliver', dir, '--all', '--quiet']);
  await waitForFile(join(dir, 'artifacts/cut/delivery/post.json'));
  while (listener.saved().length < 40) await new Promise((resolve) => setTimeout(resolve, 10));
  const [while_] = readLines((await callIn(project, ['deliveries', dir, '--json'])).stdout);
  assert.equal(while_?.['state'], 'delivering');
  child.kill('SIGKILL');
  await ended;
  const [after] = readLines((await callIn(project, ['deliveries', dir, '--json'])).stdout);
  assert.equal(after?.['state'], 'cut off');
  assert.equal(Number(after?.['owed']) + Number(after?.['cursor']), 400);
  assert.equal((await callIn(project, ['deliver', dir, '-q'])).code, 0);
  const ids = new Set(listener.saved().map(({ id }) => id));
  assert.equal(ids.size, 400);
});

test('a delivery is shown from its beginning, before the other side has answered', async (t) => {
  const listener = await startListener(t, '--delay', '600000');
  const dir = makePrivate({ post_url: listener.url });
  writeRecordedRun(dir, 'begun', 8);
  spawnIn(project, ['deliver', dir, '--all', '--quiet']);
  await waitForFile(join(dir, 'artifacts/begun/delivery/post.json'));
  const [begun] = readLines((await callIn(project, ['deliveries', dir, '--json'])).stdout);
  assert.deepEqual([begun?.['state'], begun?.['cursor'], begun?.['owed']], ['delivering', 0, 8]);
});

test('wrong words are told what to do', async () => {
  const dir = makePrivate();
  const wrong: readonly [string[], number, RegExp][] = [
    [
      ['deliver', dir],
      1,
      /NOT_FOUND: No sink is installed and configured: post \(not configured: post_url .*missing.*\)\. `callboard plugins`/,
    ],
    [['deliver', dir, '--dead', '--from', '3'], 2, /--dead sends dead letters alone/],
    [['deliver', dir, '--timeout', 'soon'], 2, /--timeout needs a whole number/],
    [['deliver', join(dir, 'none')], 1, /ERR_PRIVATE_DATA_DIR/],
    [['deliver', dir, '-i', 'nope'], 1, /ERR_RUN_NOT_FOUND/],
  ];
  for (const [words, code, message] of wrong) {
    const ended = await callIn(project, words);
    assert.equal(ended.code, code, words.join(' '));
    assert.match(ended.stderr, message);
  }
});
