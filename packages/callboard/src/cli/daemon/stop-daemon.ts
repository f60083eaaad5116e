import { setTimeout as wait } from 'node:timers/promises';
import { CallboardError, systemCode } from '../../errors.js';
import { isAlive } from '../../journal/process-mark.js';
import type { Daemon } from './find-daemon.js';

const lookEveryMs = 50;
/** Between being told to stop at once and being killed. */
const hurrySeconds = 10;

/**
 * Ends a runner in the background and waits until it has gone: first it may end its run in order, after `graceSeconds`
 * it must at once, and at last it is killed. Its supervisor ends Ansible even then.
 */
export async function stopDaemon({ process: mark, kind }: Daemon, graceSeconds: number): Promise<void> {
  const steps: readonly (readonly [NodeJS.Signals, number])[] = [
    ['SIGTERM', graceSeconds],
    ['SIGTERM', hurrySeconds],
    ['SIGKILL', hurrySeconds],
  ];
  for (const [signal, seconds] of steps) {
    if (!isAlive(mark)) return;
    send(mark.pid, signal);
    // What Python's runner leads must not survive it; ours has a supervisor for that.
    if (signal === 'SIGKILL' && kind === 'ansible-runner') send(-mark.pid, signal);
    const deadline = performance.now() + seconds * 1000;
    while (isAlive(mark) && performance.now() < deadline) await wait(lookEveryMs);
  }
  if (isAlive(mark))
    throw new CallboardError('ERR_RUN_ACTIVE', `Process ${mark.pid} cannot be ended, not even by SIGKILL.`);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    if (systemCode(thrown) === 'ESRCH') return;
    if (systemCode(thrown) !== 'EPERM') throw thrown;
    throw new CallboardError('ERR_RUN_ACTIVE', `Process ${Math.abs(pid)} is another user's, who must stop it.`, {
      cause: thrown,
    });
  }
}
