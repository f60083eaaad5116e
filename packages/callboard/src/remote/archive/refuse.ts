import { CallboardError } from '../../errors.js';

/** The error of an archive that is damaged or wants what it must not. */
export function refuse(what: string): CallboardError {
  return new CallboardError('ERR_ARCHIVE', `The archive is refused: ${what}.`);
}
