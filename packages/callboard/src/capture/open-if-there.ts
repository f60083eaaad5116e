import { openSync } from 'node:fs';
import { systemCode } from '../errors.js';

/** A file's descriptor for reading, or undefined where there is no file yet: Ansible may have said nothing at all. */
export function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}
