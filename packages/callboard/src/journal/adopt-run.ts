import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { isSpoolThere, placeSpool } from '../capture/place-spool.js';
import { findSpoolPaths } from '../capture/spool-paths.js';
import { fingerprintSecrets } from '../redact/fingerprint-secrets.js';
import { type Owner, readOwner, writeOwner } from './owner.js';
import { markProcess } from './process-mark.js';

/**
 * An owner for a run that has neither a spool nor an end, because the power failed or somebody removed it: all that can
 * be added is that it was lost. Undefined where there is no such run.
 *
 * A spool is there before its journal, and goes after the exit code was written. So the order of these questions keeps
 * a run that begins or ends meanwhile from being taken for one.
 */
export async function adoptRun(artifactDir: string): Promise<Owner | undefined> {
  const { journal, rc } = findArtifacts(artifactDir);
  const spool = findSpoolPaths(artifactDir);
  if (!existsSync(journal)) return undefined;
  const owner = await readOwner(spool);
  if (owner || existsSync(rc)) return owner;
  try {
    await placeSpool(spool, ({ formerOwner }) => writeOwner(formerOwner, makeOwner(basename(artifactDir))));
  } catch (thrown) {
    // Somebody else was faster.
    if (!isSpoolThere(thrown)) throw thrown;
  }
  return await readOwner(spool);
}

function makeOwner(ident: string): Owner {
  return {
    ident,
    runner: markProcess(process.pid),
    supervisor: undefined,
    privateDataDir: '',
    nonce: '',
    mode: 'pty',
    jsonMode: false,
    suppressOutputFile: false,
    hasEventHandler: false,
    fingerprints: fingerprintSecrets([]),
    factCacheDir: undefined,
    temporaryFiles: [],
    temporaryDirectories: [],
    staging: [],
    removeContainer: undefined,
  };
}
