import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes a file that only its owner can read; whoever looks meanwhile sees the old one or the new one, whole. */
export async function writePrivate(path: string, content: string): Promise<void> {
  // Of each writer its own, as two may write one file; hidden, as Ansible takes each file of a fact cache for a host.
  const staging = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(staging, content, { mode: 0o600, flag: 'wx' });
    await rename(staging, path);
  } catch (thrown) {
    await rm(staging, { force: true }).catch(() => undefined);
    throw thrown;
  }
}
