import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { describe, it } from 'node:test';
import { assertComplete } from '../helpers/assert-complete.js';
import { endWithTest } from '../helpers/end-with-test.js';
import { prepareFakeRun } from '../helpers/fake-run.js';
import { program, waitForEnd } from './run-callboard.js';

describe('output that a full disk refuses', { skip: existsSync('/dev/full') ? false : 'needs /dev/full' }, () => {
  const intoFullDisk = (...words: readonly string[]): ReturnType<typeof waitForEnd> =>
    waitForEnd(
      endWithTest(
        spawn(process.execPath, [program, ...words], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] }),
      ),
    );

  for (const [exitCode, expected] of [
    [0, 1],
    [3, 3],
  ] as const) {
    it(`leaves the run alone, is told once, and makes an exit code of ${exitCode} ${expected}`, async () => {
      const { options, artifactDir } = prepareFakeRun({ events: 200, exitCode });
      const { privateDataDir, binary = '', ident } = options;
      const { code, stderr } = await intoFullDisk('run', privateDataDir, '-p', 'play.json', '-b', binary, '-i', ident);
      assert.equal(code, expected);
      assert.match(stderr, /^callboard: the output cannot be written \(ENOSPC.*\n$/);
      const { events, end } = assertComplete(artifactDir);
      assert.deepEqual([events.length, end.status], [201, exitCode === 0 ? 'successful' : 'failed']);
      const shown = await intoFullDisk('events', privateDataDir, '-i', ident);
      assert.equal(shown.code, 1);
      assert.match(shown.stderr, /cannot be written/);
    });
  }
});
