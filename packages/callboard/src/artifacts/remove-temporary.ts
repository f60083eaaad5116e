import { rm, rmdir } from 'node:fs/promises';

/** Removes a run's own files, and the directories that were made for them unless others have put something there. */
export async function removeTemporary(files: readonly string[], directories: readonly string[]): Promise<void> {
  for (const path of files) await rm(path, { force: true });
  for (const path of directories) await rmdir(path).catch(() => undefined);
}
