import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CallboardError } from '../errors.js';
import type { IsolationSettings } from './read-isolation-settings.js';
import type { Staging } from './staging.js';

export interface ProjectPlace {
  /** Where the run finds its project. */
  readonly projectDir: string;
  readonly staging: readonly Staging[];
}

/** The project itself, or a copy of it for this run alone, so that runs at once don't change it under each other. */
export function isolateDirectory(wanted: IsolationSettings, projectDir: string, nonce: string): ProjectPlace {
  if (!wanted.directoryIsolationBasePath) return { projectDir, staging: [] };
  const base = resolve(wanted.directoryIsolationBasePath);
  if (!statSync(base, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CallboardError(
      'ERR_ISOLATION_PATH',
      `There is no directory ${base} to copy the project into. Create it, or correct \`directoryIsolationBasePath\` (setting \`directory_isolation_base_path\`).`,
    );
  }
  const copy = join(base, `runner_di_${nonce}`);
  const keep = wanted.directoryIsolationCleanup === false;
  return { projectDir: copy, staging: [{ path: copy, ...(existsSync(projectDir) && { copyOf: projectDir }), keep }] };
}
