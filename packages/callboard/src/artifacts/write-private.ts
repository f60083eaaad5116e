import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file that only its owner can read; whoever looks meanwhile sees the old one or the new one, whole. */
export async function writePrivate(path: string, content: string): Promise<void> {
  const staging = `${path}.tmp`;
  try {
    await writeFile(staging, content, { mode: 0o600 });
    await rename(staging, path);
  } catch (thrown) {
    await rm(staging, { force: true }).catch(() => undefined);
    throw thrown;
  }
}
