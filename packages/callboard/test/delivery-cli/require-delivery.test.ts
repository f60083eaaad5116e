import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { installFakeAnsible } from '@callboard/testkit';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { callIn, configure, type Ended, makePostProject, makePrivate, startListener, write } from './helpers.js';

const project = makePostProject();
const fake = installFakeAnsible(makeTemporaryDir());

async function run(dir: string, ...words: readonly string[]): Promise<Ended> {
  write(join(dir, 'project/play.json'), JSON.stringify({ events: 5 }));
  return await callIn(project, ['run', dir, '-b', fake, '-p', 'play.json', ...words]);
}

test('a run says what each sink got, and with --require-delivery its exit code does', async (t) => {
  const listener = await startListener(t);
  const dir = makePrivate({ post_url: listener.url });
  const good = await run(dir, '-i', 'good', '--require-delivery');
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.stderr, /^callboard: post: 9 delivered, slowest answer \d+ ms$/m);
  assert.deepEqual(
    listener.saved().map(({ id }) => id),
    Array.from({ length: 9 }, (_, at) => `good:${at + 1}`),
  );

  configure(dir, { post_url: 'http://127.0.0.1:9/' });
  const lax = await run(dir, '-i', 'lax');
  assert.equal(lax.code, 0);
  assert.match(lax.stderr, /post: 0 delivered, .*9 owed/);
  const [, command = ''] = /what is owed goes on with: callboard (.*)/.exec(lax.stderr) ?? [];
  const strict = await run(dir, '-i', 'strict', '--require-delivery', '-q');
  assert.equal(strict.code, 75);
  assert.match(
    strict.stderr,
    /post: 0 delivered, .*9 owed[^]*what is owed goes on with/,
    'an error is told, also quietly',
  );

  configure(dir, { post_url: listener.url });
  const resumed = await callIn(project, command.split(' '));
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.deepEqual(
    listener
      .saved()
      .slice(9)
      .map(({ id }) => id),
    Array.from({ length: 9 }, (_, at) => `lax:${at + 1}`),
  );
});

test("a play that failed keeps Ansible's exit code, whatever is owed; a rejected record is not delivered", async (t) => {
  const dir = makePrivate({ post_url: 'http://127.0.0.1:9/' });
  const failed = await run(dir, '--require-delivery', '-q', '--cmdline', '--exit-code 4');
  assert.deepEqual([failed.code, failed.stderr], [4, '']);
  const picky = await startListener(t, '--reject-counter', '2');
  configure(dir, { post_url: picky.url });
  const rejected = await run(dir, '--require-delivery', '-i', 'picky');
  assert.equal(rejected.code, 75);
  assert.match(rejected.stderr, /1 rejected[^]*what was rejected, and why: callboard deliveries .* -i picky --dead/);
});
