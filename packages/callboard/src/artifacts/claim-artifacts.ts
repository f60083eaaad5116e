import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plan } from '../config/prepare.js';
import { CallboardError, describeThrown, systemCode } from '../errors.js';
import { describeOwner, writeOwner } from '../journal/owner.js';
import { JournalWriter } from '../journal/write-journal.js';
import { findArtifacts, type ArtifactPaths } from './artifact-paths.js';
import { removeTemporary } from './remove-temporary.js';

/**
 * Makes the run's directory its own: whoever creates the journal has the ident. A directory that is there already is
 * taken only if no run has left anything in it (some prepare a fact cache beforehand).
 */
export async function claimArtifacts(plan: Plan): Promise<JournalWriter> {
  try {
    return await makeDirectories(plan);
  } catch (thrown) {
    if (thrown instanceof CallboardError) throw thrown;
    const message = `The run's files cannot be written: ${describeThrown(thrown)}. Allow it, or choose another directory.`;
    throw new CallboardError('ERR_ARTIFACT_WRITE', message, { cause: thrown });
  }
}

async function makeDirectories(plan: Plan): Promise<JournalWriter> {
  const paths = findArtifacts(plan.artifactDir);
  await mkdir(plan.artifactDir, { recursive: true, mode: 0o700 });
  if ([paths.rc, paths.status, paths.command].some((path) => existsSync(path))) throw identInUse(plan);
  let journal: JournalWriter;
  try {
    journal = await JournalWriter.create(paths.journal);
  } catch (thrown) {
    throw systemCode(thrown) === 'EEXIST' ? identInUse(plan) : thrown;
  }
  try {
    await fillDirectories(plan, paths);
  } catch (thrown) {
    await giveUp(plan, paths, journal);
    throw thrown;
  }
  return journal;
}

async function fillDirectories(plan: Plan, paths: ArtifactPaths): Promise<void> {
  await mkdir(plan.spool.directory, { mode: 0o700 });
  // From here on, whoever finds the run without its runner can complete it.
  await writeOwner(plan.spool.owner, describeOwner(plan, undefined));
  await mkdir(paths.jobEvents, { recursive: true, mode: 0o700 });
  for (const { path, content } of plan.temporaryFiles) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { mode: 0o600 });
  }
}

/** A run that was never to begin must not be found as one that was cut off. */
async function giveUp(plan: Plan, paths: ArtifactPaths, journal: JournalWriter): Promise<void> {
  await journal.close().catch(() => undefined);
  const files = plan.temporaryFiles.map(({ path }) => path).filter((path) => existsSync(path));
  await removeTemporary(files, plan.temporaryDirectories).catch(() => undefined);
  for (const path of [paths.jobEvents, plan.spool.directory, paths.journal]) {
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
  // Not where somebody has prepared a fact cache.
  await rmdir(plan.artifactDir).catch(() => undefined);
}

function identInUse({ ident, artifactRoot }: Plan): CallboardError {
  return new CallboardError(
    'ERR_IDENT_IN_USE',
    `There is a run ${JSON.stringify(ident)} in ${artifactRoot} already. Choose another ident, or remove ${join(artifactRoot, ident)}.`,
  );
}
