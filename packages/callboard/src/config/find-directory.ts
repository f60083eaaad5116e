import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CallboardError } from '../errors.js';

/** The absolute path of a directory that an option names. Throws ERR_DIRECTORY_NOT_FOUND. */
export function findDirectory(option: string, path: string): string {
  const absolute = resolve(path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) return absolute;
  const message = `The option \`${option}\` names ${absolute}, which is no directory. Create it, or correct the path.`;
  throw new CallboardError('ERR_DIRECTORY_NOT_FOUND', message);
}
