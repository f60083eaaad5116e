import { existsSync } from 'node:fs';
import type { AnyEvent, RunnerStatus, RunStats, StartingStatus } from '@callboard/contract';
import { findArtifacts } from '../../artifacts/artifact-paths.js';
import { CallboardError } from '../../errors.js';
import { inspectRun } from '../../retrieval/inspect-run.js';
import type { RecordedRun } from '../../retrieval/recorded-run.js';
import { countSeconds, type RunFacts } from '../../retrieval/run-facts.js';
import type { RunSource } from '../../retrieval/run-source.js';
import { FailureList } from './collect-failures.js';
import { HostCounter } from './count-hosts.js';
import { LastWords } from './keep-last-words.js';
import { UnfinishedTasks } from './note-unfinished.js';
import type { RunSummary } from './run-summary.js';
import { TaskTimer } from './time-tasks.js';

/** Reads all records of a run once and sums them up. Memory does not grow with their number. */
export async function summariseRun({ run, source }: { run: RecordedRun; source: RunSource }): Promise<RunSummary> {
  const facts = await inspectRun(run.artifactDir, run.ident);
  if (!facts) throw new CallboardError('ERR_RUN_NOT_FOUND', `The run in ${run.artifactDir} has gone.`);
  const [hosts, failures, tasks] = [new HostCounter(), new FailureList(), new TaskTimer()];
  const [unfinished, words] = [new UnfinishedTasks(), new LastWords()];
  let starting: StartingStatus | undefined;
  let last: RunnerStatus | undefined;
  for await (const records of source.read()) {
    for (const { kind, data } of records) {
      if (kind === 'status') {
        last = JSON.parse(data) as RunnerStatus;
        if (last.status === 'starting') starting = last;
        continue;
      }
      const event = JSON.parse(data) as AnyEvent;
      for (const reader of [hosts, failures, tasks, unfinished, words]) reader.add(event);
    }
  }
  const stats: Partial<RunStats> | undefined = hosts.stats;
  const cutShort = unfinished.list();
  const listed = failures.settle(stats);
  return {
    ...describeFacts(facts),
    explanation: facts.isOutOfSight ? outOfSight : explain(last),
    command: starting?.command ?? [],
    cwd: starting?.cwd,
    hosts: hosts.list(),
    failures: listed,
    moreFailures: failures.beyond,
    unfinished: cutShort,
    lastWords: hasFailed(facts) && listed.length + cutShort.length === 0 ? words.list() : [],
    slowestTasks: tasks.slowest(5),
    damagedLines: source.damage.length,
    files: findFiles(run.artifactDir),
  };
}

function describeFacts(
  facts: RunFacts,
): Omit<RunFacts, 'hosts' | 'startedAt' | 'endedAt'> & Pick<RunSummary, 'startedAt' | 'endedAt' | 'durationSeconds'> {
  const { hosts: _hosts, startedAt, endedAt, ...rest } = facts;
  return {
    ...rest,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationSeconds: countSeconds(facts) ?? null,
  };
}

function hasFailed({ status }: RunFacts): boolean {
  return status === 'failed' || status === 'error';
}

const outOfSight =
  'Its runner is on another machine, or in a container that cannot be asked. Should you know that it is gone, --assume-lost completes the run.';

function explain(last: RunnerStatus | undefined): string | undefined {
  if (last?.status === 'error') return last.job_explanation;
  if (last?.status !== 'running' || !last.waiting_for_input) return undefined;
  return `Ansible waits for an answer: ${last.waiting_for_input.prompt}`;
}

function findFiles(artifactDir: string): RunSummary['files'] {
  const { journal, stdout } = findArtifacts(artifactDir);
  const ifThere = (path: string): string | null => (existsSync(path) ? path : null);
  return { artifacts: artifactDir, journal: ifThere(journal), stdout: ifThere(stdout) };
}
