import type { RunnerConfig, RunnerStatus } from '@callboard/contract';
import type { RunOptions } from '../config/run-options.js';
import type { StepLog } from './step-log.js';

type StatusHandler = NonNullable<RunOptions['statusHandler']>;

/** Tells whoever waits at the terminal what Ansible waits for, and the log every status. All is masked already. */
export function tellStatuses(log: StepLog, tell: (text: string) => void): StatusHandler {
  return (status: RunnerStatus, config: RunnerConfig) => {
    if (log) logStatus(status, config, log);
    if (status.status !== 'running' || !status.waiting_for_input) return;
    const prompt = JSON.stringify(status.waiting_for_input.prompt);
    tell(`Ansible waits for an answer to ${prompt}. Only env/passwords can give it: a pattern and the answer.`);
  };
}

function logStatus(status: RunnerStatus, { ident, artifactDir }: RunnerConfig, log: NonNullable<StepLog>): void {
  log(`run ${ident}: ${status.status}`);
  if (status.status !== 'starting') return;
  log(`command: ${JSON.stringify(status.command)}`);
  log(`in ${status.cwd}, artifacts in ${artifactDir}`);
}
