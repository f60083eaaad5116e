import { randomUUID } from 'node:crypto';
import { CallboardError } from '../errors.js';

/** The given ident, or a new one. It names a directory, so it must not lead out of the artifacts. */
export function chooseIdent(given: string | undefined): string {
  if (given === undefined) return randomUUID();
  const usable = given !== '' && given !== '.' && given !== '..' && !/[/\0]/.test(given);
  if (usable && Buffer.byteLength(given) <= 200) return given;
  throw new CallboardError(
    'ERR_IDENT',
    `${JSON.stringify(given)} cannot be an ident: it names a directory. Use letters, digits, dots, dashes, underscores.`,
  );
}
