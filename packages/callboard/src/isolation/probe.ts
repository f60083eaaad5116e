import { execFile } from 'node:child_process';

export interface Probed {
  readonly succeeded: boolean;
  /** The last line that it said on stderr. */
  readonly complaint: string;
}

/** A program that hangs is as unusable as one that fails. */
const patienceMs = 30_000;

/** Tries a program that only looks. */
export async function probe(program: string, args: readonly string[]): Promise<Probed> {
  return await new Promise((resolve) => {
    execFile(program, args, { timeout: patienceMs, killSignal: 'SIGKILL' }, (error, _stdout, stderr) => {
      const complaint = stderr.trim().split('\n').at(-1) || error?.message.split('\n')[0] || '';
      resolve({ succeeded: error === null, complaint });
    });
  });
}
