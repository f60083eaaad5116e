import type { RunStats, StatusName } from '@callboard/contract';

/** How many hosts came through, and how many did not (failed or unreachable). */
export interface HostTally {
  readonly ok: number;
  readonly failed: number;
}

/** What can be said of a run at a glance, without reading all of it. */
export interface RunFacts {
  readonly ident: string;
  /** The run's own directory: `artifacts/<ident>`. */
  readonly artifactDir: string;
  readonly writtenBy: 'callboard' | 'ansible-runner';
  /** The last one, from the journal. */
  readonly status: StatusName;
  /** It goes on in a process that is alive, or may be. */
  readonly isRunning: boolean;
  /** Nobody can tell here: its runner is on another machine, or in a container that can't be asked. */
  readonly isOutOfSight: boolean;
  /** Its runner was lost before the end. */
  readonly cutOff: boolean;
  /** Ansible's exit code, once it has ended. */
  readonly rc: number | undefined;
  /** What was run, in a word or two: the playbook, or the module. */
  readonly target: string | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
  readonly eventCount: number;
  /** From Ansible's final statistics, once they are there. */
  readonly hosts: HostTally | undefined;
}

export function countSeconds({
  startedAt,
  endedAt,
  isRunning,
}: Pick<RunFacts, 'startedAt' | 'endedAt' | 'isRunning'>): number | undefined {
  const end = endedAt ?? (isRunning ? new Date() : undefined);
  return end && Math.max(0, (end.getTime() - startedAt.getTime()) / 1000);
}

export function tallyHosts(stats: Partial<RunStats> | undefined): HostTally | undefined {
  if (!stats?.processed) return undefined;
  const hosts = Object.keys(stats.processed);
  const failed = hosts.filter((host) => (stats.failures?.[host] ?? 0) + (stats.dark?.[host] ?? 0) > 0).length;
  return { ok: hosts.length - failed, failed };
}
