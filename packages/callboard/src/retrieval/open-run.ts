import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isTerminalStatus } from '@callboard/contract';
import { type ArtifactPaths, findArtifacts } from '../artifacts/artifact-paths.js';
import { chooseIdent } from '../config/choose-ident.js';
import { CallboardError } from '../errors.js';
import { isOwned } from '../journal/owner.js';
import { recoverRun } from '../journal/recover-run.js';
import { JournalSource } from './journal-source.js';
import { PythonSource } from './python-source.js';
import { RecordedRun } from './recorded-run.js';
import type { StoredSource } from './run-source.js';

export interface OpenRunOptions {
  /** Where the runs' directories lie. @defaultValue `artifacts` in the private data directory */
  readonly artifactDir?: string | undefined;
}

/**
 * Opens a run to read it: a finished one or one that is going on in any process, also one that Python's
 * ansible-runner wrote. A run whose runner was lost is completed first from what Ansible left on disk.
 * Throws ERR_RUN_NOT_FOUND, and ERR_IDENT where the ident leads elsewhere.
 */
export async function openRun(
  privateDataDir: string,
  ident: string,
  options: OpenRunOptions = {},
): Promise<RecordedRun> {
  const artifactDir = resolve(options.artifactDir ?? join(privateDataDir, 'artifacts'), chooseIdent(ident));
  const source = await openSource(artifactDir, ident);
  // Before the status is read: a run that ends in between was not lost.
  const owned = await isOwned(artifactDir);
  const facts = { ident, privateDataDir: resolve(privateDataDir), artifactDir };
  const last = await source.lastStatus();
  const isOpen = source instanceof JournalSource && !(last && isTerminalStatus(last.status));
  const lost = isOpen && !owned;
  return new RecordedRun(facts, source, { last, rc: await readRc(findArtifacts(artifactDir)), lost });
}

/** Where a run's records come from; a run whose runner was lost is completed first. Throws ERR_RUN_NOT_FOUND. */
export async function openSource(artifactDir: string, ident: string): Promise<StoredSource> {
  const paths = findArtifacts(artifactDir);
  if (existsSync(paths.journal)) {
    await recoverRun(artifactDir);
    return new JournalSource(artifactDir);
  }
  if (existsSync(paths.jobEvents) || existsSync(paths.rc)) return new PythonSource(artifactDir, ident);
  const message = `There is no run ${JSON.stringify(ident)}: ${artifactDir} holds none. \`callboard runs\` lists them.`;
  throw new CallboardError('ERR_RUN_NOT_FOUND', message);
}

/** Python's runner writes `None` where a signal ended Ansible. */
async function readRc(paths: ArtifactPaths): Promise<number | undefined> {
  const text = await readFile(paths.rc, 'utf8').catch(() => undefined);
  const rc = Number.parseInt(text ?? '', 10);
  return Number.isNaN(rc) ? undefined : rc;
}
