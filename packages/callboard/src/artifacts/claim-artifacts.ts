import { existsSync } from 'node:fs';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSpoolThere, placeSpool } from '../capture/place-spool.js';
import type { Plan } from '../config/prepare.js';
import { CallboardError, describeThrown, systemCode } from '../errors.js';
import { type LifeSign, showLifeSign } from '../journal/life-sign.js';
import { describeOwner, type Owner, writeOwner } from '../journal/owner.js';
import { makeDirectory } from '../journal/sync-directory.js';
import { JournalWriter } from '../journal/write-journal.js';
import { findArtifacts, type ArtifactPaths } from './artifact-paths.js';
import { makeStaging, removeStaging } from '../isolation/staging.js';
import { removeTemporary } from './remove-temporary.js';

/** What whoever has the ident holds. */
export interface Hold {
  /** As it stands on disk. */
  readonly owner: Owner;
  /** Undefined where the file system has no sockets. */
  readonly lifeSign: LifeSign | undefined;
}

/** What a run holds from its beginning to its end. */
export interface Claim extends Hold {
  readonly journal: JournalWriter;
}

/**
 * Makes the run's directory its own: whoever puts `spool/` there has the ident. A directory that is there already is
 * taken only if no run has left anything in it (some prepare a fact cache beforehand). Whoever finds the run without
 * its runner can complete it, from here on. Throws ERR_IDENT_IN_USE and ERR_ARTIFACT_WRITE.
 */
export async function takeIdent(plan: Plan): Promise<Hold> {
  const { journal, rc, status, command } = findArtifacts(plan.artifactDir);
  const owner = describeOwner(plan);
  let lifeSign: LifeSign | undefined;
  try {
    await makeDirectory(plan.artifactDir);
    if ([journal, rc, status, command].some((path) => existsSync(path))) throw identInUse(plan);
    await placeSpool(plan.spool, async (staging) => {
      await writeOwner(staging.owner, owner);
      lifeSign = await showLifeSign(staging.lifeSign);
    });
    return { owner, lifeSign };
  } catch (thrown) {
    await lifeSign?.release();
    throw isSpoolThere(thrown) ? identInUse(plan) : explainClaim(thrown);
  }
}

/** Makes what a run writes from its beginning. Throws as `takeIdent`, and leaves nothing then. */
export async function makeArtifacts(plan: Plan, hold: Hold): Promise<Claim> {
  const paths = findArtifacts(plan.artifactDir);
  let journal: JournalWriter | undefined;
  try {
    journal = await createJournal(plan, paths.journal);
    await fillDirectories(plan, paths);
    return { ...hold, journal };
  } catch (thrown) {
    await hold.lifeSign?.release();
    await giveBack(plan, paths, journal);
    throw explainClaim(thrown);
  }
}

function explainClaim(thrown: unknown): CallboardError {
  if (thrown instanceof CallboardError) return thrown;
  const message = `The run's files cannot be written: ${describeThrown(thrown)}. Allow it, or choose another directory.`;
  return new CallboardError('ERR_ARTIFACT_WRITE', message, { cause: thrown });
}

/** Somebody may have had a whole run here since we looked. */
async function createJournal(plan: Plan, path: string): Promise<JournalWriter> {
  try {
    return await JournalWriter.create(path);
  } catch (thrown) {
    throw systemCode(thrown) === 'EEXIST' ? identInUse(plan) : thrown;
  }
}

async function fillDirectories(plan: Plan, paths: ArtifactPaths): Promise<void> {
  await mkdir(paths.jobEvents, { recursive: true, mode: 0o700 });
  for (const path of [plan.spool.events, plan.spool.terminal]) await writeFile(path, '', { mode: 0o600 });
  for (const staging of plan.staging) await makeStaging(staging);
  for (const { path, content } of plan.temporaryFiles) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { mode: 0o600 });
  }
}

/** A run that was never to begin must not be found as one that was cut off. */
async function giveBack(plan: Plan, paths: ArtifactPaths, journal: JournalWriter | undefined): Promise<void> {
  await journal?.close().catch(() => undefined);
  const files = plan.temporaryFiles.map(({ path }) => path).filter((path) => existsSync(path));
  await removeTemporary(files, plan.temporaryDirectories).catch(() => undefined);
  await removeStaging(plan.staging.map(({ path }) => path)).catch(() => undefined);
  const ours = journal ? [paths.jobEvents, paths.journal, plan.spool.directory] : [plan.spool.directory];
  for (const path of ours) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  // Not where somebody has prepared a fact cache.
  await rmdir(plan.artifactDir).catch(() => undefined);
}

function identInUse({ ident, artifactRoot }: Plan): CallboardError {
  return new CallboardError(
    'ERR_IDENT_IN_USE',
    `There is a run ${JSON.stringify(ident)} in ${artifactRoot} already. Choose another ident, or remove ${join(artifactRoot, ident)}.`,
  );
}
