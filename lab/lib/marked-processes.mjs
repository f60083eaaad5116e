import { findProcesses, waitUntilGone } from './processes.mjs';

let count = 0;

/** An environment variable that tells the processes of one play from all others. */
export function makeMark() {
  count += 1;
  return `CALLBOARD_LAB_${process.pid}_${count}`;
}

/** Fails where a process that has the mark is left after so long; it is ended then. */
export async function expectNobody(lab, mark, seconds, what) {
  const left = await waitUntilGone(mark, seconds);
  endProcesses(mark);
  if (left.length > 0) lab.fail(`${what}: processes of the play are left`, left);
}

/** Ends what a row has left. */
export function endProcesses(mark) {
  for (const line of findProcesses(mark)) {
    try {
      process.kill(Number.parseInt(line, 10), 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
}
