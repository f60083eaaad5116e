import { CallboardError, describeThrown } from '../errors.js';

/** The error for a file or directory that is not what a run leaves. */
export function explainUnreadable(path: string, thrown: unknown): CallboardError {
  const message = `What is in ${path} cannot be read as a run's (${describeThrown(thrown)}). Correct it, allow it to be read, or remove it.`;
  return new CallboardError('ERR_RUN_UNREADABLE', message, { cause: thrown });
}
