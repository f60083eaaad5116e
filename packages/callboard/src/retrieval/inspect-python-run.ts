import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunStats, type StatusName, statusNames } from '@callboard/contract';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { nameTarget } from './name-target.js';
import { readTime } from './read-time.js';
import { type RunFacts, tallyHosts } from './run-facts.js';

interface EventFile {
  readonly event?: string;
  readonly created?: string;
  readonly event_data?: Partial<RunStats> & { readonly playbook?: string };
}

/** As `inspectRun`, for a directory that Python's ansible-runner wrote. */
export async function inspectPythonRun(artifactDir: string, ident: string): Promise<RunFacts | undefined> {
  const paths = findArtifacts(artifactDir);
  const [command, status, rc] = await Promise.all([paths.command, paths.status, paths.rc].map(readText));
  const names = await listEvents(paths.jobEvents);
  if (command === undefined && status === undefined && names.length === 0) return undefined;
  const [first, ...last] = await Promise.all(
    [names.at(0), ...names.slice(-8)].map((name) => readEvent(paths.jobEvents, name)),
  );
  const stats = last.findLast((event) => event?.event === 'playbook_on_stats')?.event_data;
  const ended = status !== undefined && rc !== undefined;
  return {
    ident,
    artifactDir,
    writtenBy: 'ansible-runner',
    status: statusNames.find((name): name is StatusName => name === status?.trim()) ?? 'starting',
    isRunning: false,
    isOutOfSight: false,
    cutOff: false,
    rc: Number.isNaN(Number.parseInt(rc ?? '', 10)) ? undefined : Number.parseInt(rc ?? '', 10),
    target: nameTarget(readCommand(command), stats?.playbook),
    startedAt:
      readTime(first?.created) ?? (await changedAt(paths.command)) ?? (await changedAt(artifactDir)) ?? new Date(0),
    endedAt: ended ? (readTime(last.at(-1)?.created) ?? (await changedAt(paths.rc))) : undefined,
    eventCount: Number.parseInt(names.at(-1) ?? '0', 10),
    hosts: tallyHosts(stats),
  };
}

async function listEvents(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const events = names.filter((name) => /^\d+-.+\.json$/.test(name) && !name.endsWith('-partial.json'));
  return events.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

async function readEvent(directory: string, name: string | undefined): Promise<EventFile | undefined> {
  const text = name === undefined ? undefined : await readText(join(directory, name));
  return text === undefined ? undefined : parse<EventFile>(text);
}

function readCommand(text: string | undefined): readonly string[] {
  return parse<{ command?: string[] }>(text ?? '')?.command ?? [];
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

async function readText(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}

async function changedAt(path: string): Promise<Date | undefined> {
  return (await stat(path).catch(() => undefined))?.mtime;
}
