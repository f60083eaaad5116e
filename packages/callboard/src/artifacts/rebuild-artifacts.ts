import { mkdir, readdir } from 'node:fs/promises';
import { readJournalBatches } from '../journal/read-journal.js';
import { readCounter } from '../retrieval/event-stream.js';
import { type ArtifactPaths, findArtifacts } from './artifact-paths.js';
import { inspectEventFile, writeEventFile } from './write-event-file.js';
import { writeStdout } from './write-stdout.js';

export interface RebuildOptions {
  readonly suppressOutputFile: boolean;
  readonly suppressEventFiles?: boolean;
  readonly jsonMode: boolean;
  readonly lineEnd: string;
  readonly hasEventHandler: boolean;
}

/**
 * Writes from the journal what is missing of `job_events/` or isn't as it should be, and `stdout` as a whole. Files are
 * written in order: one that is missing before the last of them was refused by the run's `eventHandler`. What that
 * would have said of later events nobody knows; they get their files.
 */
export async function rebuildArtifacts(artifactDir: string, options: RebuildOptions): Promise<void> {
  const paths = findArtifacts(artifactDir);
  await mkdir(paths.jobEvents, { recursive: true, mode: 0o700 });
  if (!options.suppressEventFiles) await rebuildEventFiles(paths, options.hasEventHandler);
  if (options.suppressOutputFile) return;
  await writeStdout(readJournalBatches(paths.journal), { ...options, path: paths.stdout, screen: undefined });
}

async function rebuildEventFiles({ jobEvents, journal }: ArtifactPaths, hasEventHandler: boolean): Promise<void> {
  const judged = hasEventHandler ? await findLastCounter(jobEvents) : 0;
  for await (const records of readJournalBatches(journal)) {
    for (const { kind, data } of records) {
      if (kind === 'event') restoreEventFile(jobEvents, data, judged);
    }
  }
}

/** The last event that the handler has let pass. */
async function findLastCounter(jobEvents: string): Promise<number> {
  const counters = (await readdir(jobEvents)).map((name) => Number.parseInt(name, 10));
  return counters.reduce((last, counter) => Math.max(last, counter || 0), 0);
}

function restoreEventFile(jobEvents: string, event: string, judged: number): void {
  const state = inspectEventFile(jobEvents, event);
  if (state === 'whole' || (state === 'missing' && readCounter(event) < judged)) return;
  writeEventFile(jobEvents, event);
}
