import { readdir } from 'node:fs/promises';
import { CallboardError, describeThrown, systemCode } from '../errors.js';

/**
 * The names of the directories in an artifact directory; none where there is no such directory yet. Throws
 * ERR_RUN_UNREADABLE: what may not be looked at is not empty.
 */
export async function listRunDirectories(artifactRoot: string): Promise<string[]> {
  try {
    const entries = await readdir(artifactRoot, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return [];
    const message = `The runs in ${artifactRoot} cannot be read: ${describeThrown(thrown)}. Allow it, or name another directory.`;
    throw new CallboardError('ERR_RUN_UNREADABLE', message, { cause: thrown });
  }
}
