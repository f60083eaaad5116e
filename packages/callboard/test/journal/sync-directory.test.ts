import assert from 'node:assert/strict';
import { readlinkSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeDirectory } from '#callboard/journal/sync-directory.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

test('each name of a new directory is synced in the one above it', async (t) => {
  const home = makeTemporaryDir();
  const synced = await watchSyncs(t);
  await makeDirectory(join(home, 'private/artifacts/run'));
  assert.deepEqual(synced.sort(), [home, join(home, 'private'), join(home, 'private/artifacts')]);
  assert.equal(statSync(join(home, 'private/artifacts')).mode & 0o777, 0o700);
});

test('a directory that is there costs nothing', async (t) => {
  const home = makeTemporaryDir();
  const synced = await watchSyncs(t);
  await makeDirectory(home);
  assert.deepEqual(synced, []);
});

/** Paths of what is synced from now on. */
async function watchSyncs(t: TestContext): Promise<string[]> {
  const handle = await open('/dev/null');
  const synced: string[] = [];
  t.mock.method(Object.getPrototypeOf(handle) as typeof handle, 'sync', function (this: typeof handle) {
    synced.push(readlinkSync(`/proc/self/fd/${this.fd}`));
    return Promise.resolve();
  });
  await handle.close();
  return synced;
}
