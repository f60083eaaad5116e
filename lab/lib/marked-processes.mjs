import { setTimeout as wait } from 'node:timers/promises';
import { endProcesses, findProcesses } from '../../packages/callboard/dist-test/run/processes.js';

export { endProcesses, findProcesses };

let count = 0;

/** An environment variable that tells the processes of one play from all others. */
export function makeMark() {
  count += 1;
  return `CALLBOARD_LAB_${process.pid}_${count}`;
}

/** Fails where a process that has the mark is left after so long; it is ended then. */
export async function expectNobody(lab, mark, seconds, what) {
  const deadline = performance.now() + seconds * 1000;
  while (findProcesses(mark).length > 0 && performance.now() < deadline) await wait(20);
  const left = findProcesses(mark);
  endProcesses(mark);
  if (left.length > 0) lab.fail(`${what}: processes of the play are left`, left);
}
