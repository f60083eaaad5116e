import { appendFileSync } from 'node:fs';
import { CallboardError, describeThrown } from '../errors.js';

/** The generic flags that every command takes. */
export interface LogFlags {
  readonly debug?: true;
  readonly logfile?: string;
}

/** Tells a step of the runner's own. Undefined where nobody asked. */
export type StepLog = ((step: string) => void) | undefined;

/** Steps go to the file, if there is one, and with --debug to stderr. Lines: time, process, step. */
export function openStepLog({ debug, logfile }: LogFlags): StepLog {
  if (!debug && logfile === undefined) return undefined;
  if (logfile !== undefined) append(logfile, '');
  return (step) => {
    const line = `${new Date().toISOString()} callboard[${process.pid}] ${step}\n`;
    if (debug) process.stderr.write(line);
    if (logfile !== undefined) append(logfile, line);
  };
}

function append(logfile: string, line: string): void {
  try {
    appendFileSync(logfile, line, { mode: 0o600 });
  } catch (thrown) {
    throw new CallboardError('ERR_OPTION_TYPE', `The log file cannot be written: ${describeThrown(thrown)}.`, {
      cause: thrown,
    });
  }
}
