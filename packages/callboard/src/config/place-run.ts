import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findArtifactRoot } from '../artifacts/artifact-paths.js';
import { findSpoolPaths, type SpoolPaths } from '../capture/spool-paths.js';

/** Where a run is kept, and what tells its own words from anybody else's. */
export interface RunPlace {
  /** The directory of all runs. */
  readonly artifactRoot: string;
  readonly artifactDir: string;
  readonly spool: SpoolPaths;
  readonly nonce: string;
}

export function placeRun(privateDataDir: string, ident: string, artifactDir: string | undefined): RunPlace {
  const artifactRoot = findArtifactRoot(privateDataDir, artifactDir);
  const ownDir = join(artifactRoot, ident);
  return { artifactRoot, artifactDir: ownDir, spool: findSpoolPaths(ownDir), nonce: randomBytes(8).toString('hex') };
}
