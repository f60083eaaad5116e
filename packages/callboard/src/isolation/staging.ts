import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A directory of the run's own outside its artifacts, made before Ansible starts. */
export interface Staging {
  readonly path: string;
  /** The directory whose content it gets. */
  readonly copyOf?: string;
  /** Empty directories and files in it. */
  readonly directories?: readonly string[];
  readonly files?: readonly string[];
  /** Whether it stays when the run has ended. */
  readonly keep?: boolean;
}

export async function makeStaging({ path, copyOf, directories = [], files = [] }: Staging): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  // Node's own copy refuses named pipes, and gives directories modes of its own.
  if (copyOf !== undefined) await promisify(execFile)('cp', ['-a', `${copyOf}/.`, path]);
  await chmod(path, 0o700);
  for (const name of directories) await mkdir(join(path, name), { mode: 0o700 });
  for (const name of files) await writeFile(join(path, name), '', { mode: 0o600 });
}

/** What goes with the run. */
export function listTransientStaging(staging: readonly Staging[]): string[] {
  return staging.filter(({ keep }) => !keep).map(({ path }) => path);
}

export async function removeStaging(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true });
}
