import { execFileSync } from 'node:child_process';
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

/** With all modes and times; cpSync gives directories the process' own mode from Node 22 on. */
export function copyTree(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

process.once('exit', () => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});
