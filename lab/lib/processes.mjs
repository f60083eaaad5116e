import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Processes whose environment or command line has this text, as in `/proc/<pid>/stat`, and their command line. */
export function findProcesses(mark) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    const command = readProc(pid, 'cmdline').replaceAll('\0', ' ').trim();
    return readProc(pid, 'environ').includes(mark) ? [`${readProc(pid, 'stat')} ${command}`] : [];
  });
}

/** Processes that are left after so many seconds. */
export async function waitUntilGone(mark, seconds) {
  const deadline = performance.now() + seconds * 1000;
  while (findProcesses(mark).length > 0 && performance.now() < deadline) await wait(20);
  return findProcesses(mark);
}

function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
