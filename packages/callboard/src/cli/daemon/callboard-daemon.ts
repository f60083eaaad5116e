import { once } from 'node:events';
import { ftruncateSync } from 'node:fs';
import { CallboardError, describeThrown, systemCode } from '../../errors.js';
import type { Run } from '../../run-handle.js';
import { runWithSignals } from '../run-with-signals.js';
import { openStepLog } from '../step-log.js';
import { explainBusy } from './explain-busy.js';
import { findDaemon } from './find-daemon.js';
import type { DaemonAnswer, DaemonOrder } from './messages.js';
import { claimPidFile, dropPidFile, findPidFile } from './pid-file.js';

/** A program that speaks no events (`--binary`) is taken as running after that long. */
const longestSilenceMs = 5000;

/** The process behind `callboard start`: takes its order, answers once, and sees the run through to its end. */
process.exitCode = await serve();

async function serve(): Promise<number> {
  const [{ options, log }] = (await once(process, 'message')) as [DaemonOrder];
  const pidFile = findPidFile(options.privateDataDir);
  try {
    claim(options.privateDataDir, pidFile);
    ftruncateSync(1);
    const { ident, status, rc } = await runWithSignals(options, openStepLog(log), (run) => void announce(run));
    answer({ ended: { ident, status, rc } });
    return rc;
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    answer({ error: describeError(thrown) });
    return 1;
  } finally {
    dropPidFile(pidFile, process.pid);
  }
}

function claim(privateDataDir: string, pidFile: string): void {
  while (!claimPidFile(pidFile)) {
    const { note, daemon } = findDaemon(privateDataDir);
    if (daemon) throw explainBusy(privateDataDir, daemon.process.pid);
    if (note) dropPidFile(pidFile, note.pid);
  }
}

/** Ansible runs when it says so itself: a program that is missing, or a playbook with a wrong syntax, never does. */
async function announce(run: Run): Promise<void> {
  const running = (): void => answer({ running: { ident: run.ident } });
  const silent = setTimeout(running, longestSilenceMs);
  void run.result.catch(() => undefined).finally(() => clearTimeout(silent));
  for await (const { pid } of run.events) {
    if (pid !== undefined) return running();
  }
}

/** Only the first answer is waited for; the pipe closes behind it. */
function answer(said: DaemonAnswer): void {
  if (process.connected) process.send?.(said, () => process.disconnect?.());
}

function describeError(thrown: unknown): { code: string | undefined; message: string; stack: string } {
  const code = thrown instanceof CallboardError ? thrown.code : systemCode(thrown);
  return { code, message: describeThrown(thrown), stack: thrown instanceof Error ? (thrown.stack ?? '') : '' };
}
