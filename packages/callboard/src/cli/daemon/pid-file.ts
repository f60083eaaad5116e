import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallboardError, describeThrown, systemCode } from '../../errors.js';

/** A pid file and what it says. */
export interface PidNote {
  readonly path: string;
  readonly pid: number;
  /** When it was written. */
  readonly writtenAt: Date;
}

/** Where `start` notes its process, by the same name as Ansible Runner. */
export function findPidFile(privateDataDir: string): string {
  return join(privateDataDir, 'pid');
}

/** Undefined where there is none, or nothing that could be a process's number. Throws ERR_INPUT_FILE. */
export function readPidFile(path: string): PidNote | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
    return Number.isSafeInteger(pid) && pid > 1 ? { path, pid, writtenAt: statSync(path).mtime } : undefined;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    const message = `${path}, which names the process in the background, cannot be read: ${describeThrown(thrown)}. Ask as its owner.`;
    throw new CallboardError('ERR_INPUT_FILE', message, { cause: thrown });
  }
}

/** Writes this process's number, whole from the first moment on. False where there is a pid file already. */
export function claimPidFile(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${process.pid}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    throw thrown;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the pid file if it still names that process: somebody else may have started anew. */
export function dropPidFile(path: string, pid: number): void {
  if (readPidFile(path)?.pid !== pid) return;
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return;
    throw thrown;
  }
  if (readPidFile(aside)?.pid !== pid) putBack(aside, path);
  rmSync(aside, { force: true });
}

/** It was replaced between our look and our move. */
function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
  }
}
