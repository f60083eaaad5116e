import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isOwned } from '../journal/owner.js';
import { findArtifacts } from './artifact-paths.js';

/**
 * Removes the oldest runs until `keep` are left, the given one counted. Age is when a run began, not when somebody
 * last touched its directory; running ones stay, and so does whatever is no run.
 */
export async function rotateArtifacts(artifactRoot: string, keep: number, current: string): Promise<void> {
  if (keep < 1) return;
  const runs: { path: string; began: number }[] = [];
  for (const entry of await readdir(artifactRoot, { withFileTypes: true })) {
    const path = join(artifactRoot, entry.name);
    const began = entry.isDirectory() && entry.name !== current ? await readBeginning(path) : undefined;
    if (began !== undefined && !(await isOwned(path))) runs.push({ path, began });
  }
  runs.sort((a, b) => b.began - a.began);
  for (const { path } of runs.slice(keep - 1)) await rm(path, { recursive: true, force: true });
}

/** `command` is written once, when a run begins. */
async function readBeginning(path: string): Promise<number | undefined> {
  const about = await stat(findArtifacts(path).command).catch(() => undefined);
  return about?.mtimeMs;
}
