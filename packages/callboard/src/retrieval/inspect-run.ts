import { readFile } from 'node:fs/promises';
import type { RunnerStatus, RunStats, StartingStatus } from '@callboard/contract';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { inspectJournal } from '../journal/inspect-journal.js';
import { judgeOwner } from '../journal/owner.js';
import { isTerminalRecord, type RawRecord } from '../journal/record.js';
import { readCounter } from './event-stream.js';
import { findStats } from './find-stats.js';
import { inspectPythonRun } from './inspect-python-run.js';
import { nameTarget } from './name-target.js';
import { type RunFacts, tallyHosts } from './run-facts.js';

/** Facts of the run in that directory; undefined where there is none. Changes nothing. */
export async function inspectRun(artifactDir: string, ident: string): Promise<RunFacts | undefined> {
  const paths = findArtifacts(artifactDir);
  const ends = await inspectJournal(paths.journal).catch(() => undefined);
  if (!ends) return await inspectPythonRun(artifactDir, ident);
  const { first, last } = ends;
  const end = last.findLast(isTerminalRecord);
  const status = lastStatus(last) ?? (first && (JSON.parse(first.data) as RunnerStatus));
  const runner = end ? 'gone' : await judgeOwner(artifactDir).catch(() => 'gone' as const);
  const isRunning = runner !== 'gone';
  const stats = readStats(last);
  return {
    ident,
    artifactDir,
    writtenBy: 'callboard',
    status: status?.status ?? 'starting',
    isRunning,
    isOutOfSight: runner === 'unknown',
    cutOff: end ? status?.status === 'error' && status.cut_off === true : !isRunning,
    rc: end && (await readRc(paths.rc)),
    target: nameTarget(readCommand(first), stats?.playbook),
    startedAt: new Date(first?.at ?? 0),
    endedAt: end && new Date(end.at),
    eventCount: readCounter(last.findLast(({ kind }) => kind === 'event')?.data ?? '') || 0,
    hosts: tallyHosts(stats),
  };
}

function lastStatus(records: readonly RawRecord[]): RunnerStatus | undefined {
  const record = records.findLast(({ kind }) => kind === 'status');
  return record && (JSON.parse(record.data) as RunnerStatus);
}

function readCommand(first: RawRecord | undefined): readonly string[] {
  return (first && (JSON.parse(first.data) as StartingStatus).command) ?? [];
}

type Stats = Partial<RunStats> & { readonly playbook?: string };

function readStats(records: readonly RawRecord[]): Stats | undefined {
  const found = findStats(records);
  return found === undefined ? undefined : (JSON.parse(found) as { event_data?: Stats }).event_data;
}

async function readRc(path: string): Promise<number | undefined> {
  const rc = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
  return Number.isNaN(rc) ? undefined : rc;
}
