import type { RunFacts } from '../../retrieval/run-facts.js';

/** How often what happened on a host. */
export interface HostResults {
  readonly host: string;
  readonly ok: number;
  readonly changed: number;
  readonly unreachable: number;
  readonly failed: number;
  readonly skipped: number;
  readonly rescued: number;
  readonly ignored: number;
}

export type FailureKind = 'failed' | 'unreachable' | 'rescued' | 'ignored';

export interface Failure {
  readonly counter: number;
  readonly kind: FailureKind;
  readonly host: string;
  readonly task: string;
  /** `file:line` of the task, where Ansible said so. */
  readonly path: string | undefined;
  /** What went wrong: one entry, or one for each item of a loop that failed. */
  readonly details: readonly FailureDetail[];
}

export interface FailureDetail {
  readonly item: string | undefined;
  readonly message: string;
}

export interface TaskTime {
  readonly task: string;
  /** The longest that it took on any one host. */
  readonly seconds: number;
  readonly host: string;
  readonly hosts: number;
}

export interface UnfinishedTask {
  readonly task: string;
  readonly hosts: readonly string[];
  /** When the first of them began with it: ISO 8601. */
  readonly since: string;
}

/** What `show` tells, and prints as JSON. */
export interface RunSummary extends Omit<RunFacts, 'hosts' | 'startedAt' | 'endedAt'> {
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationSeconds: number | null;
  /** Why the runner failed, what Ansible is waiting for, or why nobody can tell. */
  readonly explanation: string | undefined;
  readonly command: readonly string[];
  readonly cwd: string | undefined;
  readonly hosts: readonly HostResults[];
  readonly failures: readonly Failure[];
  /** Failures beyond those that are listed. */
  readonly moreFailures: number;
  /** What hosts are at work on, or were when the run was ended. */
  readonly unfinished: readonly UnfinishedTask[];
  /** The last that Ansible said, where it failed and no task did. */
  readonly lastWords: readonly string[];
  readonly slowestTasks: readonly TaskTime[];
  /** Lines of the journal that are damaged. */
  readonly damagedLines: number;
  readonly files: { readonly artifacts: string; readonly journal: string | null; readonly stdout: string | null };
}
