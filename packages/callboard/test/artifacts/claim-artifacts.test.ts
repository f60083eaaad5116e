import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '#callboard/index.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

test('a run whose files cannot be written leaves nothing that looks like a run', async () => {
  const privateDataDir = makeTemporaryDir();
  writeFileSync(join(privateDataDir, 'inventory'), 'localhost\n');
  const options = { privateDataDir, ident: 'never', playbook: [{ hosts: 'all', tasks: [] }], inventory: { all: {} } };
  await assert.rejects(run(options), { code: 'ERR_ARTIFACT_WRITE' });
  assert.equal(existsSync(join(privateDataDir, 'artifacts/never')), false);
  assert.deepEqual(readdirSync(privateDataDir).sort(), ['artifacts', 'inventory']);
});
