import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { listRunDirectories } from './list-run-directories.js';

/** A run's directory, before it is opened. */
export interface FoundRun {
  readonly ident: string;
  readonly artifactDir: string;
  readonly began: Date;
}

/** The runs in an artifact directory, oldest first. What is no run is left out. */
export async function findRuns(artifactRoot: string): Promise<FoundRun[]> {
  const names = await listRunDirectories(artifactRoot);
  const listed = await Promise.all(names.map((name) => describeRun(name, join(artifactRoot, name))));
  return listed.filter((run) => run !== undefined).sort((a, b) => a.began.getTime() - b.began.getTime());
}

/** `command` is written once, when a run begins. */
async function describeRun(ident: string, artifactDir: string): Promise<FoundRun | undefined> {
  const { command, journal, rc, jobEvents } = findArtifacts(artifactDir);
  for (const path of [command, journal, rc, jobEvents]) {
    const about = await stat(path).catch(() => undefined);
    if (about) return { ident, artifactDir, began: about.mtime };
  }
  return undefined;
}
