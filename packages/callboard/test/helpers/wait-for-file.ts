import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A file that another process makes, which says how far it is. */
export async function waitForFile(path: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!existsSync(path)) {
    assert.ok(performance.now() < deadline, `${path} did not come`);
    await wait(20);
  }
}
