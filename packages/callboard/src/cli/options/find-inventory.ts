import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CallboardError } from '../../errors.js';

/** The absolute path of an inventory that exists: as given, or inside the private data directory's `inventory`. */
export function findInventory(privateDataDir: string, inventory: string): string {
  const places = [resolve(inventory), resolve(join(privateDataDir, 'inventory'), inventory)];
  const found = places.find(isFileOrDirectory);
  if (found !== undefined) return found;
  const looked = [...new Set(places)].join(' or ');
  throw new CallboardError('ERR_INPUT_FILE', `There is no inventory ${looked}. Correct --inventory.`);
}

function isFileOrDirectory(path: string): boolean {
  const about = statSync(path, { throwIfNoEntry: false });
  return about !== undefined && (about.isFile() || about.isDirectory());
}
