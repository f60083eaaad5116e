import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A file that another process makes, which says how far it is: by being there, or by what is in it. */
export async function waitForFile(path: string, what: RegExp = /^/): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!existsSync(path) || !what.test(readFileSync(path, 'utf8'))) {
    assert.ok(performance.now() < deadline, `${path} did not come, or has no ${String(what)}`);
    await wait(20);
  }
}
