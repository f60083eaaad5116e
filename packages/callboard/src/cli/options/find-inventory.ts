import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isHostList } from '../../config/place-inputs.js';
import { CallboardError } from '../../errors.js';

/**
 * The absolute path of an inventory that exists: as given, or inside the private data directory's `inventory`. A list
 * of hosts is one by itself.
 */
export function findInventory(privateDataDir: string, inventory: string): string {
  const places = [resolve(inventory), resolve(join(privateDataDir, 'inventory'), inventory)];
  const found = places.find(isFileOrDirectory);
  if (found !== undefined) return found;
  if (isHostList(inventory)) return inventory;
  const looked = [...new Set(places)].join(' or ');
  throw new CallboardError(
    'ERR_INPUT_FILE',
    `There is no inventory ${looked}. Correct --inventory; hosts themselves have a comma behind them.`,
  );
}

function isFileOrDirectory(path: string): boolean {
  const about = statSync(path, { throwIfNoEntry: false });
  return about !== undefined && (about.isFile() || about.isDirectory());
}
