import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { nameRun } from '../config/build-environment.js';
import { probe } from '../isolation/probe.js';

/** From SIGTERM to SIGKILL, and from there to giving up on what not even that ends. */
const graceMs = 2000;
const patienceMs = 10_000;
/** One look misses what forks and ends during it, and what the kernel is just loading a program into. */
const looksForNobody = 5;

/**
 * Ends what is left of a play whose supervisor, which would have done it, is gone as well. Such processes are known by
 * what they inherited in their environment; where there is no /proc they can't be found. A container goes first, by the
 * engine's command line that removes it.
 */
export async function endLeftProcesses(nonce: string, removeContainer: readonly string[] = []): Promise<void> {
  const [engine, ...words] = removeContainer;
  if (engine !== undefined) await probe(engine, words);
  const mark = `CALLBOARD_RUN=${nameRun(nonce)}`;
  const began = performance.now();
  const asked = new Set<number>();
  for (let emptyLooks = 0; emptyLooks < looksForNobody; ) {
    const left = findMarked(mark);
    emptyLooks = left.length > 0 ? 0 : emptyLooks + 1;
    const passed = performance.now() - began;
    if (passed > patienceMs) return;
    for (const pid of left) {
      if (passed > graceMs) send(pid, 'SIGKILL');
      else if (!asked.has(pid)) send(pid, 'SIGTERM');
      asked.add(pid);
    }
    await wait(20);
  }
}

function findMarked(mark: string): number[] {
  const pids = readProc('.', (path) => readdirSync(path))
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
  return pids.filter((pid) =>
    readProc(`${pid}/environ`, (path) => readFileSync(path, 'latin1').split('\0')).includes(mark),
  );
}

/** Nothing where there is no such file, any more or for us. */
function readProc(name: string, read: (path: string) => string[]): string[] {
  try {
    return read(`/proc/${name}`);
  } catch {
    return [];
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended, or is somebody else's.
  }
}
