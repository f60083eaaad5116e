import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunnerStatus, StartingStatus } from '@callboard/contract';
import { endLeftProcesses } from '../ansible/end-left-processes.js';
import type { ExitReport } from '../ansible/supervise.js';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { protectFactCache } from '../artifacts/protect-fact-cache.js';
import { rebuildArtifacts } from '../artifacts/rebuild-artifacts.js';
import { removeTemporary } from '../artifacts/remove-temporary.js';
import { writeOutput } from '../artifacts/write-output.js';
import { writePrivate } from '../artifacts/write-private.js';
import { Capture } from '../capture/capture-events.js';
import { removeSpool } from '../capture/remove-spool.js';
import { findSpoolPaths } from '../capture/spool-paths.js';
import { decideEnd } from '../decide-end.js';
import { systemCode } from '../errors.js';
import { removeStaging } from '../isolation/staging.js';
import { createFingerprintRedactor } from '../redact/fingerprint-secrets.js';
import { readCounter, readUuid } from '../retrieval/event-stream.js';
import { adoptRun } from './adopt-run.js';
import { tryLock } from './hold-lock.js';
import { type Intact, keepIntact } from './keep-intact.js';
import { judgeOwner, type Owner, readOwner, unknownNonce } from './owner.js';
import { isAlive, isNeighbour, type ProcessMark } from './process-mark.js';
import { readJournalBatches } from './read-journal.js';
import { JournalWriter } from './write-journal.js';

export interface RecoverOptions {
  /** Also a run whose runner can't be seen from here: somebody who knows says that it is gone. */
  readonly assumeLost?: boolean | undefined;
}

/**
 * Completes a run whose runner was lost (killed, or the power failed) or gave it up: derives from the spool and the
 * terminal file the events that the journal doesn't have yet, appends the last status, and writes the artifacts. Does
 * nothing to a run that has ended, is going on, or may go on where it can't be seen from here. Safe to be called by
 * several processes at once, and again after a crash.
 */
export async function recoverRun(artifactDir: string, { assumeLost = false }: RecoverOptions = {}): Promise<void> {
  const spool = findSpoolPaths(artifactDir);
  // Whoever discarded it was done with it.
  await rm(spool.discarded, { recursive: true, force: true });
  const owner = (await readOwner(spool)) ?? (await adoptRun(artifactDir));
  if (!owner) return;
  const life = await judgeOwner(artifactDir);
  if (life === 'alive' || (life === 'unknown' && !assumeLost)) return;
  await waitForSupervisor(owner.supervisor);
  const release = await lock(join(spool.directory, 'recovery.lock'));
  if (!release) return;
  try {
    const report = await readExit(spool.exit);
    if (!report) await endLeftProcesses(owner.nonce, owner.removeContainer);
    const { wasComplete, exit } = await completeJournal(artifactDir, owner, report);
    await rebuildArtifacts(artifactDir, { ...owner, lineEnd: owner.mode === 'pty' ? '\r\n' : '\n' });
    if (owner.mode === 'pipes') await recoverStderr(artifactDir, owner);
    await restoreEnds(artifactDir, exit, wasComplete);
    await protectFactCache(owner.factCacheDir);
    await removeTemporary(owner.temporaryFiles, owner.temporaryDirectories);
    await removeStaging(owner.staging);
    await removeSpool(spool);
  } finally {
    await release();
  }
}

/** It ends the play when its runner is gone, and writes down everything until then. Elsewhere its life sign tells. */
async function waitForSupervisor(supervisor: ProcessMark | undefined): Promise<void> {
  while (supervisor && isNeighbour(supervisor) && isAlive(supervisor)) await wait(50);
}

/** Undefined when somebody else has completed the run: the directory is gone. */
async function lock(path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    for (;;) {
      const release = await tryLock(path);
      if (release) return release;
      await wait(50);
    }
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

interface Completed {
  /** Whether nothing was missing but what comes behind it. */
  readonly wasComplete: boolean;
  /** The supervisor's report, where the journal has all that came before it. */
  readonly exit: ExitReport | undefined;
}

async function completeJournal(artifactDir: string, owner: Owner, report: ExitReport | undefined): Promise<Completed> {
  const { journal: path, command } = findArtifacts(artifactDir);
  const intact = await keepIntact(path);
  const journal = await JournalWriter.resume(path, intact.last);
  if (!intact.hasBeginning) await appendBeginning(journal, owner, command);
  for (const status of intact.statuses) journal.append('status', status);
  const recovered = await appendMissing(artifactDir, owner, report, intact, journal);
  const exit = recovered === undefined ? undefined : report;
  if (!intact.hasEnd) journal.append('status', JSON.stringify(describeEnd(owner, exit, intact, recovered)));
  await journal.close();
  return { wasComplete: intact.hasEnd, exit };
}

/** The first status says what the file `command` says. */
async function appendBeginning(journal: JournalWriter, { ident }: Owner, path: string): Promise<void> {
  const launched = await readCommand(path);
  if (!launched) return;
  const status: StartingStatus = { status: 'starting', runner_ident: ident, ...launched };
  journal.append('status', JSON.stringify(status));
}

/** Undefined where a loss of power left nothing of it, or something else. */
async function readCommand(path: string): Promise<Pick<StartingStatus, 'command' | 'env' | 'cwd'> | undefined> {
  try {
    const { command, env, cwd } = JSON.parse(await readFile(path, 'utf8')) as StartingStatus;
    return Array.isArray(command) ? { command, env, cwd } : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where the supervisor did not get that far, or a loss of power left nothing of it. */
async function readExit(path: string): Promise<ExitReport | undefined> {
  try {
    const report = JSON.parse(await readFile(path, 'utf8')) as ExitReport | null;
    return typeof report?.terminalBytes === 'number' ? report : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Derives all events again and appends those that are not there yet. Returns how many; undefined, and nothing is
 * appended, where what Ansible wrote does not lead to the last event that is there: a loss of power has left holes, and
 * behind them events would come twice, or in the place of others.
 */
async function appendMissing(
  artifactDir: string,
  owner: Owner,
  exit: ExitReport | undefined,
  { events: have, lastUuid, hasRunning }: Intact,
  journal: JournalWriter,
): Promise<number | undefined> {
  if (owner.nonce === unknownNonce) return undefined;
  let [fits, hasRun] = [have === 0, hasRunning];
  const append = (event: string): void => {
    // A kill or damage took the status; the events say that it ran.
    if (!hasRun) journal.append('status', JSON.stringify({ status: 'running', runner_ident: owner.ident }));
    hasRun = true;
    journal.append('event', event);
  };
  const capture = new Capture({
    ident: owner.ident,
    nonce: owner.nonce,
    mode: owner.mode,
    paths: findSpoolPaths(artifactDir),
    redactor: createFingerprintRedactor(owner.fingerprints),
    emit: (event) => {
      const counter = readCounter(event);
      if (counter === have) fits = readUuid(event) === lastUuid;
      else if (counter > have && fits) append(event);
    },
    waitForRoom: () => journal.waitForRoom(),
  });
  await capture.finish(exit);
  return fits ? capture.count - have : undefined;
}

/** Where Ansible came to its end, or was stopped for a reason, the run ended so; else it was cut off. */
function describeEnd(owner: Owner, exit: ExitReport | undefined, intact: Intact, recovered?: number): RunnerStatus {
  const runner_ident = owner.ident;
  const status = exit ? decideEnd(exit).status : 'error';
  if (status !== 'error') return { status, runner_ident };
  const sentences = [
    ...describeLoss(owner, recovered),
    ...(intact.damagedLine === undefined
      ? []
      : [`The journal was damaged from line ${intact.damagedLine} on; it was written again from there.`]),
  ];
  return { status, runner_ident, job_explanation: sentences.join(' '), cut_off: true };
}

function describeLoss({ runner, received }: Owner, recovered: number | undefined): string[] {
  if (received)
    return [`The process ${runner.pid} that received this run was lost before its end. What had come is kept.`];
  const lost = `The runner (process ${runner.pid}) was lost before the run had ended, or could not write any more, so Ansible was stopped.`;
  if (recovered === undefined) return [lost, 'What Ansible wrote is lost too, or does not fit what was kept of it.'];
  return [
    lost,
    `${recovered} event${recovered === 1 ? '' : 's'} that it had not kept yet ${recovered === 1 ? 'was' : 'were'} recovered.`,
  ];
}

async function recoverStderr(artifactDir: string, { nonce, fingerprints }: Owner): Promise<void> {
  const redactor = createFingerprintRedactor(fingerprints);
  const { stderr } = findSpoolPaths(artifactDir);
  await writeOutput({ spool: stderr, path: findArtifacts(artifactDir).stderr, nonce, redactor });
}

/** The small files: what ran, and how it ended. */
async function restoreEnds(artifactDir: string, exit: ExitReport | undefined, wasComplete: boolean): Promise<void> {
  const paths = findArtifacts(artifactDir);
  let [first, last]: (RunnerStatus | undefined)[] = [];
  for await (const records of readJournalBatches(paths.journal)) {
    for (const { kind, data } of records) {
      if (kind !== 'status') continue;
      last = JSON.parse(data) as RunnerStatus;
      first ??= last;
    }
  }
  if (first?.status === 'starting' && !(await readCommand(paths.command))) {
    const { command, cwd, env } = first;
    await writePrivate(paths.command, JSON.stringify({ command, cwd, env }));
  }
  await writePrivate(paths.status, last?.status ?? 'error');
  // Of a run that had come to its end, its own runner knew better.
  if (wasComplete && existsSync(paths.rc)) return;
  await writePrivate(paths.rc, String(exit ? decideEnd(exit).rc : 254));
}
