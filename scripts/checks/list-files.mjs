import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';

const NOT_OURS = new Set(['node_modules', 'dist', 'dist-test', '.cache', '.git', 'artifacts']);

/** Every file of the project with that ending, from the root down. */
export function listFiles(ending, folder = root) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(ending, path);
    return entry.isFile() && entry.name.endsWith(ending) ? [path] : [];
  });
}
