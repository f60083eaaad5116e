import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Ansible writes its cache such that everybody may read it, and a play may have put secrets there. */
export async function protectFactCache(directory: string | undefined): Promise<void> {
  if (directory === undefined) return;
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(directory, name));
  // A cache may be shared: a file may have gone, or be somebody else's to protect.
  await Promise.all(files.map((path) => chmod(path, 0o600).catch(() => undefined)));
}
