interface StatusBase<Name extends string> {
  status: Name;
  runner_ident: string;
}

/** Secrets in `command` and `env` are masked. */
export interface StartingStatus extends StatusBase<'starting'> {
  command: string[];
  env: Record<string, string>;
  cwd: string;
}

/** Ansible runs. */
export interface RunningStatus extends StatusBase<'running'> {
  /** Ansible has asked something that nobody here can answer. */
  waiting_for_input?: { prompt: string };
}

/** The runner itself failed. */
export interface ErrorStatus extends StatusBase<'error'> {
  job_explanation: string;
  result_traceback?: string;
  /** The runner was lost before the run's end; what Ansible had said until then was recovered. */
  cut_off?: true;
}

/** One step in a run's life; narrow it by `status`. */
export type RunnerStatus =
  | StartingStatus
  | RunningStatus
  | StatusBase<'successful'>
  | StatusBase<'failed'>
  | StatusBase<'timeout'>
  | StatusBase<'canceled'>
  | ErrorStatus;

/** The word of a status. */
export type StatusName = RunnerStatus['status'];

/** The last status of every run is one of these. */
export type TerminalStatusName = Exclude<StatusName, 'starting' | 'running'>;

const terminalStatusNames: readonly TerminalStatusName[] = ['successful', 'failed', 'timeout', 'canceled', 'error'];

/** In the order in which a run can pass through them. */
export const statusNames: readonly StatusName[] = ['starting', 'running', ...terminalStatusNames];

const terminalNames: ReadonlySet<string> = new Set(terminalStatusNames);

/** Whether a run with this status has ended. */
export function isTerminalStatus(status: StatusName): status is TerminalStatusName {
  return terminalNames.has(status);
}
