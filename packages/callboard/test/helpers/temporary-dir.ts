import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A new directory, removed when the process of this test file ends. */
export function makeTemporaryDir(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'callboard-test-')));
  made.push(path);
  return path;
}

process.once('exit', () => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});
