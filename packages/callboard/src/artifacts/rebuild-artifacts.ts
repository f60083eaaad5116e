import { mkdir } from 'node:fs/promises';
import { readJournalBatches } from '../journal/read-journal.js';
import { findArtifacts } from './artifact-paths.js';
import { hasEventFile, writeEventFile } from './write-event-file.js';
import { writeStdout } from './write-stdout.js';

export interface RebuildOptions {
  readonly suppressOutputFile: boolean;
  readonly jsonMode: boolean;
  readonly lineEnd: string;
}

/** Writes from the journal what is missing of `job_events/` or isn't as it should be, and `stdout` as a whole. */
export async function rebuildArtifacts(artifactDir: string, options: RebuildOptions): Promise<void> {
  const paths = findArtifacts(artifactDir);
  await mkdir(paths.jobEvents, { recursive: true, mode: 0o700 });
  for await (const records of readJournalBatches(paths.journal)) {
    for (const { kind, data } of records) {
      if (kind === 'event' && !hasEventFile(paths.jobEvents, data)) writeEventFile(paths.jobEvents, data);
    }
  }
  if (options.suppressOutputFile) return;
  await writeStdout(readJournalBatches(paths.journal), { ...options, path: paths.stdout, screen: undefined });
}
