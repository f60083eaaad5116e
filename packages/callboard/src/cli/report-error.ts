import { CallboardError, describeThrown } from '../errors.js';
import { OutputClosed } from './screen/output-closed.js';
import { UsageError } from './usage-error.js';

/** `none`: nobody reads our output any more, or help was asked for. */
export type Fault = 'none' | 'usage' | 'runner';

/** Says on stderr what went wrong; with `debug` also where. Returns whose fault it was. */
export function reportError(thrown: unknown, debug: boolean): Fault {
  if (thrown instanceof OutputClosed) return 'none';
  // Commander has said it itself.
  if (isCommanderError(thrown)) return thrown.exitCode === 0 ? 'none' : 'usage';
  const code = thrown instanceof CallboardError ? `${thrown.code}: ` : '';
  process.stderr.write(`callboard: ${code}${describeThrown(thrown)}\n`);
  if (debug && thrown instanceof Error) process.stderr.write(describeOrigin(thrown));
  return thrown instanceof UsageError ? 'usage' : 'runner';
}

/** Known by its code: commander's own class may not be loaded. */
function isCommanderError(thrown: unknown): thrown is Error & { readonly exitCode: number } {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('commander.');
}

function describeOrigin(error: Error): string {
  const cause = error.cause instanceof Error ? `caused by ${describeOrigin(error.cause)}` : '';
  return `${error.stack ?? error.message}\n${cause}`;
}
