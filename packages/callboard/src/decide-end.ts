import { constants } from 'node:os';
import type { TerminalStatusName } from '@callboard/contract';
import type { ExitReport } from './ansible/supervise.js';

export interface RunEnd {
  readonly status: TerminalStatusName;
  readonly rc: number;
}

/** The code of a run that was stopped, as Ansible Runner's. */
const stoppedRc = 254;

/** What a run's status and exit code are, from how Ansible ended. */
export function decideEnd(exit: Pick<ExitReport, 'code' | 'signal' | 'cause'>): RunEnd {
  if (exit.cause === 'canceled') return { status: 'canceled', rc: stoppedRc };
  if (exit.cause === 'job_timeout' || exit.cause === 'idle_timeout') return { status: 'timeout', rc: stoppedRc };
  if (exit.cause !== null) return { status: 'error', rc: stoppedRc };
  const rc = exit.code ?? 128 + signalNumber(exit.signal);
  return { status: rc === 0 ? 'successful' : 'failed', rc };
}

/** As a shell counts: 128 and the signal's number. */
function signalNumber(signal: string | null): number {
  return (constants.signals as Readonly<Record<string, number>>)[signal ?? ''] ?? 0;
}
