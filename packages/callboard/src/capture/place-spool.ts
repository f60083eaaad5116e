import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { systemCode } from '../errors.js';
import { nameSpoolFiles, type SpoolPaths } from './spool-paths.js';

/**
 * Puts a spool there, with all that `fill` puts into it, at once: nobody ever sees one without an owner. Throws
 * what `isSpoolThere` knows where there is one already.
 */
export async function placeSpool(spool: SpoolPaths, fill: (staging: SpoolPaths) => Promise<void>): Promise<void> {
  const directory = `${spool.directory}.${randomUUID()}`;
  await mkdir(directory, { mode: 0o700 });
  try {
    await fill(nameSpoolFiles(directory));
    await rename(directory, spool.directory);
  } catch (thrown) {
    await rm(directory, { recursive: true, force: true });
    throw thrown;
  }
}

/** Whether that is why it could not be placed. */
export function isSpoolThere(thrown: unknown): boolean {
  return ['EEXIST', 'ENOTEMPTY'].includes(systemCode(thrown) ?? '');
}
