import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findPrivateDataDir } from '../../config/read-private-data-dir.js';
import { inspectRun } from './inspect-run.js';
import type { RunFacts } from './run-facts.js';

/** The directory of all runs. Throws ERR_PRIVATE_DATA_DIR. */
export async function findArtifactRoot(privateDataDir: string, artifactDir: string | undefined): Promise<string> {
  if (artifactDir !== undefined) return resolve(artifactDir);
  return join(await findPrivateDataDir(privateDataDir), 'artifacts');
}

/** Runs in a directory, the newest first. */
export async function listRuns(artifactRoot: string): Promise<RunFacts[]> {
  const entries = await readdir(artifactRoot, { withFileTypes: true }).catch(() => []);
  const idents = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const runs: RunFacts[] = [];
  for (const ident of idents) {
    const run = await inspectRun(join(artifactRoot, ident), ident);
    if (run) runs.push(run);
  }
  return runs.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}
