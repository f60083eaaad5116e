import { join, resolve } from 'node:path';
import { findPrivateDataDir } from '../../config/read-private-data-dir.js';
import { listRunDirectories } from '../../retrieval/list-run-directories.js';
import { inspectRun } from './inspect-run.js';
import type { RunFacts } from './run-facts.js';

/** The directory of all runs. Throws ERR_PRIVATE_DATA_DIR. */
export async function findArtifactRoot(privateDataDir: string, artifactDir: string | undefined): Promise<string> {
  if (artifactDir !== undefined) return resolve(artifactDir);
  return join(await findPrivateDataDir(privateDataDir), 'artifacts');
}

/** Runs in a directory, the newest first. */
export async function listRuns(artifactRoot: string): Promise<RunFacts[]> {
  const runs: RunFacts[] = [];
  for (const ident of await listRunDirectories(artifactRoot)) {
    const run = await inspectRun(join(artifactRoot, ident), ident);
    if (run) runs.push(run);
  }
  return runs.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}
