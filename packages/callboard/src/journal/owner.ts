import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writePrivate } from '../artifacts/write-private.js';
import { findSpoolPaths } from '../capture/spool-paths.js';
import type { Plan } from '../config/prepare.js';
import { systemCode } from '../errors.js';
import { fingerprintSecrets, type SecretFingerprints } from '../redact/fingerprint-secrets.js';

/** A process, told apart from a later one with the same number by when it started. */
export interface ProcessMark {
  readonly pid: number;
  /** Linux: boot and clock ticks since it; elsewhere empty, and the number alone must do. */
  readonly started: string;
}

/** What a running run leaves on disk for whoever may have to finish it. */
export interface Owner {
  readonly runner: ProcessMark;
  readonly supervisor: ProcessMark | undefined;
  readonly ident: string;
  readonly privateDataDir: string;
  readonly nonce: string;
  readonly mode: Plan['mode'];
  readonly jsonMode: boolean;
  readonly suppressOutputFile: boolean;
  readonly fingerprints: SecretFingerprints;
  readonly factCacheDir: string | undefined;
  /** Files that go when the run ends. */
  readonly temporaryFiles: readonly string[];
  readonly temporaryDirectories: readonly string[];
}

export function describeOwner(plan: Plan, supervisorPid: number | undefined): Owner {
  return {
    runner: markProcess(process.pid),
    supervisor: supervisorPid === undefined ? undefined : markProcess(supervisorPid),
    ident: plan.ident,
    privateDataDir: plan.privateDataDir,
    nonce: plan.nonce,
    mode: plan.mode,
    jsonMode: plan.options.jsonMode ?? false,
    suppressOutputFile: plan.settings.suppressOutputFile,
    fingerprints: fingerprintSecrets(plan.secrets),
    factCacheDir: plan.factCacheDir,
    temporaryDirectories: [...plan.temporaryDirectories, ...plan.transients.map(({ path }) => dirname(path))],
    temporaryFiles: [...plan.temporaryFiles, ...plan.transients, ...plan.feeds].map(({ path }) => path),
  };
}

export async function writeOwner(path: string, owner: Owner): Promise<void> {
  await writePrivate(path, JSON.stringify(owner));
}

/** Undefined where nobody owns the run: it has ended, its owner is only just beginning, or a loss of power left nothing. */
export async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await readFile(path, 'utf8')) as Owner;
    return typeof owner.nonce === 'string' && owner.runner.pid > 0 ? owner : undefined;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || thrown instanceof SyntaxError || thrown instanceof TypeError)
      return undefined;
    throw thrown;
  }
}

/** Whether the run's runner lives. */
export async function isOwned(artifactDir: string): Promise<boolean> {
  const owner = await readOwner(findSpoolPaths(artifactDir).owner);
  return owner !== undefined && isAlive(owner.runner);
}

export function markProcess(pid: number): ProcessMark {
  return { pid, started: readStart(pid) };
}

export function isAlive(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch (thrown) {
    // Somebody else's process is a process.
    if (systemCode(thrown) !== 'EPERM') return false;
  }
  return readStart(mark.pid) === mark.started;
}

/** A zombie has ended, whatever its number still says. */
function readStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return 'ended';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${fields[18]}`;
  } catch {
    return '';
  }
}
