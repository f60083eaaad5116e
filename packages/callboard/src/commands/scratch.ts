import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for one command, that nobody else can look into. The supervisor removes it where we are killed. */
export async function makeScratch(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'callboard-command-'));
}

export async function removeScratch(path: string | undefined): Promise<void> {
  if (path !== undefined) await rm(path, { recursive: true, force: true });
}
