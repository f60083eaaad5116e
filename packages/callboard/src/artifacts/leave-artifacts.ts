import type { Plan } from '../config/prepare.js';
import type { RunEnd } from '../decide-end.js';
import type { Redactor } from '../redact/redact.js';
import { findArtifacts } from './artifact-paths.js';
import { protectFactCache } from './protect-fact-cache.js';
import { listTransientStaging, removeStaging } from '../isolation/staging.js';
import { removeTemporary } from './remove-temporary.js';
import { writePrivate } from './write-private.js';
import { writeOutput } from './write-output.js';

/** What goes with a run when its journal is closed, and what it leaves behind. */
export async function leaveArtifacts(plan: Plan, { status, rc }: RunEnd, redactor: Redactor): Promise<void> {
  const paths = findArtifacts(plan.artifactDir);
  const files = [...plan.temporaryFiles, ...plan.transients, ...plan.feeds].map(({ path }) => path);
  // First, because it can be done on a full disk, too.
  await removeTemporary(files, plan.temporaryDirectories);
  await removeStaging(listTransientStaging(plan.staging));
  await writePrivate(paths.rc, String(rc));
  await writePrivate(paths.status, status);
  if (plan.mode === 'pipes') {
    await writeOutput({ spool: plan.spool.stderr, path: paths.stderr, nonce: plan.nonce, redactor });
  }
  await protectFactCache(plan.factCacheDir);
}
