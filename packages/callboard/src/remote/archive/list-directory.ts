import type { Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isBelow } from '../../is-below.js';

/** Something in a directory, before it is packed. */
export type Found = {
  /** Relative to the directory. */
  readonly path: string;
  readonly about: Stats;
} & ({ readonly kind: 'file' | 'directory' | 'pipe' | 'other' } | { readonly kind: 'link'; readonly target: string });

/** Everything below a directory, parents first; what `leaveOut` names is not entered. Links are not followed. */
export async function* listDirectory(root: string, leaveOut: (path: string) => boolean): AsyncGenerator<Found> {
  yield* listBelow(root, '', leaveOut);
}

async function* listBelow(root: string, parent: string, leaveOut: (path: string) => boolean): AsyncGenerator<Found> {
  for (const name of (await readdir(join(root, parent))).sort()) {
    const path = join(parent, name);
    if (leaveOut(path)) continue;
    const about = await lstat(join(root, path));
    if (about.isSymbolicLink()) yield { path, about, kind: 'link', target: await readTarget(root, path) };
    else yield { path, about, kind: nameKind(about) };
    if (about.isDirectory()) yield* listBelow(root, path, leaveOut);
  }
}

function nameKind(about: Stats): 'file' | 'directory' | 'pipe' | 'other' {
  if (about.isFile()) return 'file';
  if (about.isDirectory()) return 'directory';
  return about.isFIFO() ? 'pipe' : 'other';
}

/** An absolute link to something inside leads there from wherever it is unpacked. */
async function readTarget(root: string, path: string): Promise<string> {
  const target = await readlink(join(root, path));
  if (!isAbsolute(target)) return target;
  return isBelow(resolve(target), root) ? relative(dirname(join(root, path)), target) || '.' : target;
}
