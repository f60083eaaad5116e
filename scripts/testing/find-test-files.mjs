import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../setup/paths.mjs';

/**
 * Every test file whose path in the checkout contains one of the filters, or all of them.
 * A compiled test whose source is gone is not one: the compiler leaves it behind.
 */
export function findTestFiles(filters = []) {
  const groups = ['packages', 'plugins'].flatMap((group) => listFolders(join(root, group)));
  const compiled = groups.flatMap((folder) => findFiles(join(folder, 'dist-test'), '.test.js')).filter(hasSource);
  const own = findFiles(join(root, 'scripts/test'), '.test.mjs');
  return [...own, ...compiled].filter((file) => isWanted(toPosix(relative(root, file)), filters));
}

function isWanted(path, filters) {
  const asSource = path.replace('/dist-test/', '/test/').replace(/\.js$/, '.ts');
  return filters.length === 0 || filters.some((filter) => path.includes(filter) || asSource.includes(filter));
}

function hasSource(compiled) {
  const [folder, inside] = compiled.split(`${sep}dist-test${sep}`);
  return existsSync(join(folder, 'test', inside.replace(/\.js$/, '.ts')));
}

function listFolders(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

function findFiles(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

/** A path as patterns expect it. */
export const toPosix = (path) => path.split(sep).join('/');
