import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isAlive, markProcess, type ProcessMark } from '../../journal/process-mark.js';
import { findPidFile, type PidNote, readPidFile } from './pid-file.js';

/** A runner in the background that is alive. */
export interface Daemon {
  readonly process: ProcessMark;
  readonly kind: 'callboard' | 'ansible-runner';
}

export interface DaemonSearch {
  readonly note: PidNote | undefined;
  /** Undefined where the pid file is stale: its process has ended, or the number is another program's now. */
  readonly daemon: Daemon | undefined;
}

/** The runner that a private data directory's pid file names. */
export function findDaemon(privateDataDir: string): DaemonSearch {
  const note = readPidFile(findPidFile(privateDataDir));
  if (!note) return { note, daemon: undefined };
  const process = markProcess(note.pid);
  const kind = isAlive(process) ? nameRunner(readCommandLine(note.pid)) : undefined;
  return { note, daemon: kind && { process, kind } };
}

/** A process's words; empty where it has gone or may not be looked at. */
function readCommandLine(pid: number): string[] {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ');
  } catch {
    return [];
  }
}

/** Programs by the words that run them, so that somebody else's process with this number is never taken for ours. */
function nameRunner(words: readonly string[]): Daemon['kind'] | undefined {
  const program = basename(words[0] ?? '');
  const script = words.slice(1).find((word) => !word.startsWith('-')) ?? '';
  if (basename(script) === 'callboard-daemon.js') return 'callboard';
  if (program === 'ansible-runner' || basename(script) === 'ansible-runner') return 'ansible-runner';
  return words[words.indexOf('-m') + 1] === 'ansible_runner' ? 'ansible-runner' : undefined;
}
