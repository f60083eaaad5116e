import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fchmodSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { RunOptions } from '../../config/run-options.js';
import { CallboardError, type ErrorCode } from '../../errors.js';
import { packageRoot } from '../../package-root.js';
import type { LogFlags } from '../step-log.js';
import { explainBusy } from './explain-busy.js';
import { findDaemon } from './find-daemon.js';
import type { DaemonAnswer, DaemonOrder } from './messages.js';

const daemonScript = join(packageRoot, 'dist/cli/daemon/callboard-daemon.js');

export interface StartedDaemon {
  readonly pid: number;
  readonly logPath: string;
  readonly answer: Exclude<DaemonAnswer, { error: unknown }>;
}

/** Starts a process of its own session that runs with these options. Returns when Ansible really runs, or has ended. */
export async function startDaemon(options: RunOptions, log: LogFlags): Promise<StartedDaemon> {
  const { daemon } = findDaemon(options.privateDataDir);
  if (daemon) throw explainBusy(options.privateDataDir, daemon.process.pid);
  const logPath = join(options.privateDataDir, 'daemon.log');
  const child = spawnDetached(options.privateDataDir, logPath);
  const answer = await order(child, { options, log }, logPath);
  if ('error' in answer) throw toError(answer.error);
  return { pid: child.pid ?? 0, logPath, answer };
}

/** The directory is among its words for whoever reads `ps`. */
function spawnDetached(privateDataDir: string, logPath: string): ChildProcess {
  const log = openSync(logPath, 'a', 0o600);
  try {
    fchmodSync(log, 0o600);
    const words = [...process.execArgv, daemonScript, privateDataDir];
    return spawn(process.execPath, words, { detached: true, stdio: ['ignore', log, log, 'ipc'] });
  } finally {
    closeSync(log);
  }
}

async function order(child: ChildProcess, message: DaemonOrder, logPath: string): Promise<DaemonAnswer> {
  const answer = await new Promise<DaemonAnswer>((resolve, reject) => {
    child.once('message', (said) => resolve(said as DaemonAnswer));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(
        new CallboardError(
          'ERR_SUPERVISOR',
          `The process in the background ended at once (${signal ?? code}). See ${logPath}.`,
        ),
      );
    });
    child.send(message, (error) => error && reject(error));
  });
  if (child.connected) child.disconnect();
  child.unref();
  return answer;
}

function toError({ code, message, stack }: { code: string | undefined; message: string; stack: string }): Error {
  const error = code?.startsWith('ERR_') ? new CallboardError(code as ErrorCode, message) : new Error(message);
  error.stack = stack;
  return error;
}
