import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Everything that the scripts make and may be deleted at any time. */
export const cache = join(root, '.cache');
export const logs = join(cache, 'logs');

/** A path as someone in the checkout would type it. */
export function showPath(path) {
  const inside = relative(root, path);
  return inside.startsWith('..') ? path : inside || '.';
}
