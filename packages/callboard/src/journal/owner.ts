import { readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writePrivate } from '../artifacts/write-private.js';
import { findSpoolPaths, type SpoolPaths } from '../capture/spool-paths.js';
import type { Plan } from '../config/prepare.js';
import { systemCode } from '../errors.js';
import { listTransientStaging } from '../isolation/staging.js';
import { fingerprintSecrets, type SecretFingerprints } from '../redact/fingerprint-secrets.js';
import { judgeProcess, type Life, markProcess, type ProcessMark } from './process-mark.js';

/** What a running run leaves on disk for whoever may have to finish it. */
export interface Owner {
  readonly runner: ProcessMark;
  readonly supervisor: ProcessMark | undefined;
  readonly ident: string;
  readonly privateDataDir: string;
  readonly nonce: string;
  readonly mode: Plan['mode'];
  readonly jsonMode: boolean;
  /** A worker elsewhere runs it; what it says is received here. */
  readonly received?: boolean;
  readonly suppressOutputFile: boolean;
  readonly suppressEventFiles?: boolean;
  /** Whether there is a handler that may keep events out of `job_events/`. */
  readonly hasEventHandler: boolean;
  readonly fingerprints: SecretFingerprints;
  readonly factCacheDir: string | undefined;
  /** Files that go when the run ends. */
  readonly temporaryFiles: readonly string[];
  readonly temporaryDirectories: readonly string[];
  /** Directories that go with all that is in them. */
  readonly staging: readonly string[];
  /** The command line that removes its container. */
  readonly removeContainer: readonly string[] | undefined;
}

/** Of a run whose owner was lost: without its marks and its secrets nothing may be derived from what Ansible wrote. */
export const unknownNonce = '';

/** Before there is a supervisor. */
export function describeOwner(plan: Plan): Owner {
  return {
    runner: markProcess(process.pid),
    supervisor: undefined,
    ident: plan.ident,
    privateDataDir: plan.privateDataDir,
    nonce: plan.nonce,
    mode: plan.mode,
    jsonMode: plan.options.jsonMode ?? false,
    received: plan.received ?? false,
    suppressOutputFile: plan.settings.suppressOutputFile,
    suppressEventFiles: plan.settings.suppressEventFiles,
    hasEventHandler: plan.options.eventHandler !== undefined,
    fingerprints: fingerprintSecrets(plan.secrets),
    factCacheDir: plan.factCacheDir,
    temporaryDirectories: [...plan.temporaryDirectories, ...plan.transients.map(({ path }) => dirname(path))],
    temporaryFiles: [...plan.temporaryFiles, ...plan.transients, ...plan.feeds].map(({ path }) => path),
    staging: listTransientStaging(plan.staging),
    removeContainer: plan.engine?.remove,
  };
}

export async function writeOwner(path: string, owner: Owner): Promise<void> {
  await writePrivate(path, JSON.stringify(owner));
}

/**
 * Undefined where nobody has left a word: the run has ended, or a loss of power left nothing. The second name is of a
 * run that its runner could not complete, and gave up.
 */
export async function readOwner(spool: SpoolPaths): Promise<Owner | undefined> {
  return (await readOwnerFile(spool.owner)) ?? (await readOwnerFile(spool.formerOwner));
}

async function readOwnerFile(path: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await readFile(path, 'utf8')) as Owner;
    return typeof owner.nonce === 'string' && typeof owner.runner.place === 'string' ? owner : undefined;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || thrown instanceof SyntaxError || thrown instanceof TypeError)
      return undefined;
    throw thrown;
  }
}

/** Lets others complete the run though its runner lives. A full disk can't prevent that. */
export async function giveUpRun(spool: SpoolPaths): Promise<void> {
  await rename(spool.owner, spool.formerOwner);
}

/** What can be said of whoever runs it. `gone` also where its runner has given it up, or there never was one. */
export async function judgeOwner(artifactDir: string): Promise<Life> {
  const spool = findSpoolPaths(artifactDir);
  const owner = await readOwnerFile(spool.owner);
  return owner ? await judgeProcess(owner.runner, spool.lifeSign) : 'gone';
}

/** Whether the run's runner lives, or may live where it can't be seen from here. */
export async function isOwned(artifactDir: string): Promise<boolean> {
  return (await judgeOwner(artifactDir)) !== 'gone';
}
