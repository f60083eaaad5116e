import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CallboardError, type RunOptions, start } from '#callboard/index.js';
import { makeDirectory, play } from '../run/helpers.js';

const bin = makeDirectory({ 'bin/bwrap': '#!/bin/sh\necho "setting up uid map: Permission denied" >&2; exit 1' });
chmodSync(join(bin, 'bin/bwrap'), 0o755);

const refusals: Record<string, [Partial<RunOptions>, code: string, says: RegExp]> = {
  'a program that is not there': [
    { processIsolation: true, processIsolationExecutable: 'no-such-bwrap' },
    'ERR_ISOLATION_EXECUTABLE',
    /no-such-bwrap.*Install/,
  ],
  'a kernel that does not allow it': [
    { processIsolation: true, processIsolationExecutable: join(bin, 'bin/bwrap'), binary: 'true' },
    'ERR_ISOLATION_UNUSABLE',
    /uid map: Permission denied/,
  ],
  'a program that the sandbox does not show': [
    { processIsolation: true, processIsolationExecutable: join(bin, 'bin/bwrap'), binary: join(bin, 'bin/bwrap') },
    'ERR_ISOLATION_PATH',
    /doesn't show .*Add .* to `processIsolationRoPaths`/,
  ],
  'a base directory that is not there': [
    { directoryIsolationBasePath: '/no/such/base' },
    'ERR_ISOLATION_PATH',
    /\/no\/such\/base/,
  ],
};

for (const [name, [options, code, says]] of Object.entries(refusals)) {
  test(`${name} is told before the run, which leaves nothing behind`, async () => {
    const privateDataDir = makeDirectory();
    await assert.rejects(start({ privateDataDir, playbook: play([]), ...options }), (error: CallboardError) => {
      assert.equal(error.code, code);
      assert.match(error.message, says);
      return true;
    });
    assert.equal(existsSync(join(privateDataDir, 'artifacts')), false);
  });
}
