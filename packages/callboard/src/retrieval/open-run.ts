import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isTerminalStatus } from '@callboard/contract';
import { type ArtifactPaths, findArtifactRoot, findArtifacts } from '../artifacts/artifact-paths.js';
import { findSpoolPaths } from '../capture/spool-paths.js';
import { chooseIdent } from '../config/choose-ident.js';
import { CallboardError, systemCode } from '../errors.js';
import { judgeOwner } from '../journal/owner.js';
import { type RecoverOptions, recoverRun } from '../journal/recover-run.js';
import { explainUnreadable } from './explain-unreadable.js';
import { JournalSource } from './journal-source.js';
import { PythonSource } from './python-source.js';
import { RecordedRun, type RecordedState } from './recorded-run.js';
import type { StoredSource } from './run-source.js';

/** Where the run is, and what is known of its runner. */
export interface OpenRunOptions {
  /** Where the runs' directories lie. @defaultValue `artifacts` in the private data directory */
  readonly artifactDir?: string | undefined;
  /**
   * Completes the run also where its runner is on another machine, or in a container that can't be asked: you know that
   * it is gone. @defaultValue false
   */
  readonly assumeLost?: boolean | undefined;
}

/** What a recovery can't do without; what is there can be read all the same. */
const hindrances = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'];

/**
 * Opens a run to read it: a finished one or one that is going on in any process, also one that Python's
 * ansible-runner wrote. A run whose runner was lost is completed first from what Ansible left on disk; where the disk
 * is full or read-only, what is there can be read, and `cutOff` is true.
 * Throws ERR_RUN_NOT_FOUND, ERR_RUN_UNREADABLE, and ERR_IDENT where the ident leads elsewhere.
 */
export async function openRun(
  privateDataDir: string,
  ident: string,
  options: OpenRunOptions = {},
): Promise<RecordedRun> {
  const artifactDir = join(findArtifactRoot(privateDataDir, options.artifactDir), chooseIdent(ident));
  const facts = { ident, privateDataDir: resolve(privateDataDir), artifactDir };
  try {
    const source = await openSource(artifactDir, ident, options);
    return new RecordedRun(facts, source, await readState(source, artifactDir));
  } catch (thrown) {
    throw thrown instanceof CallboardError ? thrown : explainUnreadable(artifactDir, thrown);
  }
}

async function readState(source: StoredSource, artifactDir: string): Promise<RecordedState> {
  // Before the status is read: a run that ends in between was not lost.
  const runner = await judgeOwner(artifactDir);
  const last = await source.lastStatus();
  const isOpen = source instanceof JournalSource && !(last && isTerminalStatus(last.status));
  const rc = await readRc(findArtifacts(artifactDir));
  return { last, rc, lost: isOpen && runner === 'gone', unseen: isOpen && runner === 'unknown' };
}

/**
 * Where a run's records come from; a run whose runner was lost is completed first, if the disk allows. Throws
 * ERR_RUN_NOT_FOUND.
 */
export async function openSource(
  artifactDir: string,
  ident: string,
  options: RecoverOptions = {},
): Promise<StoredSource> {
  const paths = findArtifacts(artifactDir);
  if (existsSync(paths.journal) || existsSync(findSpoolPaths(artifactDir).directory)) {
    await recoverIfPossible(artifactDir, options);
    if (existsSync(paths.journal)) return new JournalSource(artifactDir);
  }
  if (existsSync(paths.jobEvents) || existsSync(paths.rc)) return new PythonSource(artifactDir, ident);
  const message = `There is no run ${JSON.stringify(ident)}: ${artifactDir} holds none. \`callboard runs\` lists them.`;
  throw new CallboardError('ERR_RUN_NOT_FOUND', message);
}

async function recoverIfPossible(artifactDir: string, options: RecoverOptions): Promise<void> {
  try {
    await recoverRun(artifactDir, options);
  } catch (thrown) {
    const cause = thrown instanceof CallboardError ? thrown.cause : thrown;
    if (!hindrances.includes(systemCode(cause) ?? '')) throw thrown;
  }
}

/** Python's runner writes `None` where a signal ended Ansible. */
async function readRc(paths: ArtifactPaths): Promise<number | undefined> {
  const text = await readFile(paths.rc, 'utf8').catch(() => undefined);
  const rc = Number.parseInt(text ?? '', 10);
  return Number.isNaN(rc) ? undefined : rc;
}
