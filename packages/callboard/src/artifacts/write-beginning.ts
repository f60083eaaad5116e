import { mkdir } from 'node:fs/promises';
import type { StartingStatus } from '@callboard/contract';
import type { Plan } from '../config/prepare.js';
import { findArtifacts } from './artifact-paths.js';
import { rotateArtifacts } from './rotate-artifacts.js';
import { writePrivate } from './write-private.js';

/** What stands in a run's directory before Ansible starts; older runs make room for it. */
export async function writeBeginning(plan: Plan, { command, cwd, env }: StartingStatus): Promise<void> {
  await writePrivate(findArtifacts(plan.artifactDir).command, JSON.stringify({ command, cwd, env }));
  await rotateArtifacts(plan.artifactRoot, plan.options.rotateArtifacts ?? 0, plan.ident);
  if (plan.factCacheDir) await mkdir(plan.factCacheDir, { recursive: true, mode: 0o700 });
}
