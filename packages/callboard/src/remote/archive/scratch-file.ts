import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file of nobody's name: it is gone with its last handle, also where this process is killed. */
export async function openScratchFile(): Promise<FileHandle> {
  const directory = await mkdtemp(join(tmpdir(), 'callboard-'));
  try {
    return await open(join(directory, 'scratch'), 'wx+', 0o600);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
