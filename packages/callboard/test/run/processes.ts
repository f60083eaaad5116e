import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Processes whose environment has this text, as `pid command line`. Linux only; elsewhere it finds none. */
export function findProcesses(mark: string): string[] {
  return listPids().flatMap((pid) => {
    if (pid === String(process.pid) || !readProc(pid, 'environ').includes(mark)) return [];
    return [`${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ').trim()}`];
  });
}

/** Nothing may be left at once; the kernel gets a moment to bury what has ended. */
export async function assertGone(mark: string): Promise<void> {
  const deadline = Date.now() + 1000;
  while (findProcesses(mark).length > 0 && Date.now() < deadline) await wait(20);
  assert.deepEqual(findProcesses(mark), [], 'processes of the play are left');
}

/** Ends what a test left on purpose. */
export function endProcesses(mark: string): void {
  for (const line of findProcesses(mark)) {
    try {
      process.kill(Number.parseInt(line, 10), 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
}

function listPids(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readProc(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
