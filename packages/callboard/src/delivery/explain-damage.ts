import { CallboardError } from '../errors.js';

/** The error for a file of a delivery that is not what was written there. `remedy`: what to do, and what follows from it. */
export function explainDamage(path: string, what: string, remedy: string): CallboardError {
  return new CallboardError('ERR_DELIVERY_UNREADABLE', `${path} cannot be read as a delivery's (${what}). ${remedy}`);
}
