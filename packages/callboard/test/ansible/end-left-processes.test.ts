import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { endLeftProcesses } from '#callboard/ansible/end-left-processes.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

test('a container that outlived its supervisor is removed by its engine', async () => {
  const removed = join(makeTemporaryDir(), 'removed');
  await endLeftProcesses('no-such-run', ['touch', removed]);
  assert.ok(existsSync(removed));
});
