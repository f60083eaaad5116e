import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { WorkerOptions } from './remote-options.js';

/** Where a worker unpacks and runs its job. */
export interface Workplace {
  readonly directory: string;
  /** Call it at the end: removes what was only for this job. */
  readonly leave: () => Promise<void>;
}

export async function openWorkplace(options: Pick<WorkerOptions, 'privateDataDir' | 'delete'>): Promise<Workplace> {
  const isOurs = options.privateDataDir === undefined || options.delete === true;
  if (options.privateDataDir !== undefined && options.delete) {
    await rm(options.privateDataDir, { recursive: true, force: true });
  }
  const directory = resolve(options.privateDataDir ?? (await mkdtemp(join(tmpdir(), 'callboard-worker-'))));
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return { directory, leave: async () => void (isOurs && (await rm(directory, { recursive: true, force: true }))) };
}
