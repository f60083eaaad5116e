import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of the test file's own, gone at its end. */
export function makeTemporaryDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'callboard-http-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
