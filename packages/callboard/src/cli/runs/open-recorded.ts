import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findArtifacts } from '../../artifacts/artifact-paths.js';
import { JournalSource } from '../../retrieval/journal-source.js';
import { findRunsRoot } from '../../retrieval/list-runs.js';
import { openRun } from '../../retrieval/open-run.js';
import { PythonSource } from '../../retrieval/python-source.js';
import type { RecordedRun } from '../../retrieval/recorded-run.js';
import type { RunSource } from '../../retrieval/run-source.js';
import { chooseIdent } from './choose-ident.js';

/** Which run the flags mean. */
export interface RunChoice {
  readonly ident?: string;
  readonly artifactDir?: string;
  /** Completes a run also where nobody can tell whether its runner lives. */
  readonly assumeLost?: true;
}

/** The run and the records it consists of. A run that was cut off is completed first. */
export async function openRecorded(
  privateDataDir: string,
  choice: RunChoice,
): Promise<{ readonly run: RecordedRun; readonly source: RunSource }> {
  const root = await findRunsRoot(privateDataDir, choice.artifactDir);
  const ident = await chooseIdent(root, choice.ident);
  const run = await openRun(dirname(root), ident, { artifactDir: root, assumeLost: choice.assumeLost });
  const artifactDir = join(root, ident);
  const isOurs = existsSync(findArtifacts(artifactDir).journal);
  return { run, source: isOurs ? new JournalSource(artifactDir) : new PythonSource(artifactDir, ident) };
}
