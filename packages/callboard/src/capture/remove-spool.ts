import { rename, rm } from 'node:fs/promises';
import { systemCode } from '../errors.js';
import type { SpoolPaths } from './spool-paths.js';

/**
 * Removes a run's transient files, all of them or none: half of a spool would be taken for a run that was cut off
 * with little to say.
 */
export async function removeSpool(spool: SpoolPaths): Promise<void> {
  try {
    await rename(spool.directory, spool.discarded);
  } catch (thrown) {
    if (systemCode(thrown) !== 'ENOENT') throw thrown;
  }
  await rm(spool.discarded, { recursive: true, force: true });
}
