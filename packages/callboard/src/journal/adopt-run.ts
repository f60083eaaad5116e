import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { isSpoolThere, placeSpool } from '../capture/place-spool.js';
import { findSpoolPaths, type SpoolPaths } from '../capture/spool-paths.js';
import { systemCode } from '../errors.js';
import { fingerprintSecrets } from '../redact/fingerprint-secrets.js';
import { askLifeSign } from './life-sign.js';
import { type Owner, readOwner, unknownNonce, writeOwner } from './owner.js';
import { markProcess } from './process-mark.js';

/**
 * An owner for a run that has no end, and no spool or none that says whose it is, because the power failed or somebody
 * removed it: all that can be added is that it was lost. Undefined where there is no such run.
 *
 * A spool is there, with its owner, before its journal, and goes after the exit code was written. So the order of these
 * questions keeps a run that begins or ends meanwhile from being taken for one.
 */
export async function adoptRun(artifactDir: string): Promise<Owner | undefined> {
  const { journal, rc } = findArtifacts(artifactDir);
  const spool = findSpoolPaths(artifactDir);
  if (!existsSync(journal)) return undefined;
  const owner = await readOwner(spool);
  if (owner) return owner;
  const adopted = makeOwner(basename(artifactDir));
  if (existsSync(spool.directory)) return await adoptSpool(spool, adopted);
  if (existsSync(rc)) return undefined;
  try {
    await placeSpool(spool, ({ formerOwner }) => writeOwner(formerOwner, adopted));
  } catch (thrown) {
    // Somebody else was faster.
    if (!isSpoolThere(thrown)) throw thrown;
  }
  return await readOwner(spool);
}

/** A play can remove its run's owner while the runner lives. */
async function adoptSpool(spool: SpoolPaths, adopted: Owner): Promise<Owner | undefined> {
  if ((await askLifeSign(spool.lifeSign)) === 'alive') return undefined;
  try {
    // Several may adopt it at once: the last one's stays.
    await writeOwner(spool.formerOwner, adopted);
  } catch (thrown) {
    // Somebody else was faster, and may have completed the run by now.
    if (systemCode(thrown) !== 'ENOENT') throw thrown;
  }
  return await readOwner(spool);
}

function makeOwner(ident: string): Owner {
  return {
    ident,
    runner: markProcess(process.pid),
    supervisor: undefined,
    privateDataDir: '',
    nonce: unknownNonce,
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
