import { join } from 'node:path';
import { findArtifactRoot } from '../artifacts/artifact-paths.js';
import { findPrivateDataDir } from '../config/read-private-data-dir.js';
import { inspectRun } from './inspect-run.js';
import { listRunDirectories } from './list-run-directories.js';
import type { RunFacts } from './run-facts.js';

/** Where the runs are. */
export interface ListRunsOptions {
  /** Where the runs' directories lie. @defaultValue `artifacts` in the private data directory */
  readonly artifactDir?: string | undefined;
}

/**
 * The runs of a private data directory, the newest first, those of Python's ansible-runner too: what can be said of each
 * without reading all of it. Changes nothing; `openRun` opens one. Throws ERR_PRIVATE_DATA_DIR and ERR_RUN_UNREADABLE.
 */
export async function listRuns(privateDataDir: string, options: ListRunsOptions = {}): Promise<RunFacts[]> {
  return await inspectRuns(await findRunsRoot(privateDataDir, options.artifactDir));
}

/** The directory of all runs, which need not be there yet. Throws ERR_PRIVATE_DATA_DIR. */
export async function findRunsRoot(privateDataDir: string, artifactDir: string | undefined): Promise<string> {
  const directory = artifactDir === undefined ? await findPrivateDataDir(privateDataDir) : privateDataDir;
  return findArtifactRoot(directory, artifactDir);
}

/** As `listRuns`, of the directory of all runs. */
export async function inspectRuns(artifactRoot: string): Promise<RunFacts[]> {
  const runs: RunFacts[] = [];
  for (const ident of await listRunDirectories(artifactRoot)) {
    const run = await inspectRun(join(artifactRoot, ident), ident);
    if (run) runs.push(run);
  }
  return runs.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}
