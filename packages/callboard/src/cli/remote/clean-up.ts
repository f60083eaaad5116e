import { realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallboardError } from '../../errors.js';
import { isOwned } from '../../journal/owner.js';
import { findRuns } from '../../retrieval/find-runs.js';
import { findDaemon } from '../daemon/find-daemon.js';
import { readCount } from '../options/read-count.js';
import { writeOut } from '../screen/write-out.js';
import { pruneImages, removeImages } from './clean-images.js';
import { expandPattern } from './expand-pattern.js';

export interface CleanupFlags {
  readonly filePattern?: string;
  readonly excludeStrings?: readonly string[] | true;
  readonly gracePeriod?: string;
  readonly removeImages?: readonly string[] | true;
  readonly imagePrune?: true;
  readonly processIsolationExecutable?: string;
}

const indispensable = ['/', '/bin', '/dev', '/home', '/lib', '/mnt', '/proc', '/run', '/sys', '/usr', '/boot', '/etc'];
const alsoIndispensable = ['/opt', '/sbin', '/var', '/root', '/srv', tmpdir()];

/** Removes directories of jobs and container images. Says in Ansible Runner's words what it did. */
export async function cleanUp(flags: CleanupFlags): Promise<void> {
  const { filePattern, processIsolationExecutable: engine = 'podman' } = flags;
  const said: string[] = [];
  const graceMinutes = readCount('--grace-period', flags.gracePeriod) ?? 60;
  const excluded = Array.isArray(flags.excludeStrings) ? flags.excludeStrings.flatMap((text) => text.split(',')) : [];
  const directories =
    filePattern === undefined ? 0 : await removeDirectories(filePattern, { excluded, graceMinutes }, said);
  if (directories > 0) said.push(`Removed ${directories} private data dir(s) in pattern ${filePattern}`);
  const images = removeImages(Array.isArray(flags.removeImages) ? flags.removeImages : [], engine);
  if (images > 0) said.push(`Removed ${images} image(s)`);
  const pruned = flags.imagePrune === true && pruneImages(engine);
  if (pruned) said.push('Pruned images');
  said.push(directories > 0 || images > 0 || pruned ? '(changed: True)' : '(changed: False)');
  await writeOut(`${said.join('\n')}\n`);
}

interface Spared {
  /** Whatever has one of these in its path. */
  readonly excluded: readonly string[];
  /** Whatever was changed more recently. */
  readonly graceMinutes: number;
}

async function removeDirectories(pattern: string, spared: Spared, said: string[]): Promise<number> {
  const found = expandPattern(pattern);
  refuseIndispensable(found);
  let removed = 0;
  for (const path of found) {
    if (spared.excluded.some((text) => text !== '' && path.includes(text))) continue;
    const about = statSync(path, { throwIfNoEntry: false });
    if (!about?.isDirectory() || isYounger(about.mtimeMs, spared.graceMinutes)) continue;
    if (await isBusy(path)) {
      said.push(`Excluding running project ${path} from cleanup`);
      continue;
    }
    rmSync(path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

function refuseIndispensable(paths: readonly string[]): void {
  const kept = new Set([...indispensable, ...alsoIndispensable].map(resolveLinks));
  const wanted = paths.filter((path) => kept.has(resolveLinks(path)));
  if (wanted.length === 0) return;
  const message = `The pattern would remove directories of the system: ${wanted.join(' ')}. Nothing was removed; narrow it.`;
  throw new CallboardError('ERR_OPTION_CONFLICT', message);
}

function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isYounger(changedMs: number, minutes: number): boolean {
  return minutes > 0 && changedMs > Date.now() - minutes * 60_000;
}

/** Whether a daemon or a run goes on there. */
async function isBusy(directory: string): Promise<boolean> {
  if (findDaemon(directory).daemon) return true;
  for (const { artifactDir } of await findRuns(join(directory, 'artifacts')))
    if (await isOwned(artifactDir)) return true;
  return false;
}
