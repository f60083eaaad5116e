import { removeSpool } from '../capture/remove-spool.js';
import type { Plan } from '../config/prepare.js';
import type { RunEnd } from '../decide-end.js';
import type { Redactor } from '../redact/redact.js';
import { findArtifacts } from './artifact-paths.js';
import { protectFactCache } from './protect-fact-cache.js';
import { removeTemporary } from './remove-temporary.js';
import { writePrivate } from './write-private.js';
import { writeStderr } from './write-stderr.js';

/**
 * What a run leaves behind when its journal is closed, and what goes with it. The spool goes only where the journal
 * covers it: one that is not complete can still be completed from there.
 */
export async function leaveArtifacts(plan: Plan, { status, rc }: RunEnd, redactor: Redactor, isJournalComplete: boolean): Promise<void> {
  const paths = findArtifacts(plan.artifactDir);
  await writePrivate(paths.rc, String(rc));
  await writePrivate(paths.status, status);
  if (plan.mode === 'pipes') {
    await writeStderr({ spool: plan.spool.stderr, path: paths.stderr, nonce: plan.nonce, redactor });
  }
  await protectFactCache(plan.factCacheDir);
  const files = [...plan.temporaryFiles, ...plan.transients, ...plan.feeds].map(({ path }) => path);
  await removeTemporary(files, plan.temporaryDirectories);
  if (isJournalComplete) await removeSpool(plan.spool);
}
