import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';

/**
 * The lock names no registry's host: whoever installs uses their own. And it is whole: npm leaves out an optional
 * package (a tool's binary for another platform) that the registry doesn't have yet, and then `npm ci` refuses the lock.
 */
export async function checkLockfile() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const problems = [...findHosts(packages), ...findMissing(packages)];
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

function findHosts(packages) {
  return Object.entries(packages)
    .filter(([, { resolved }]) => resolved?.includes('://'))
    .map(([path, { resolved }]) => `${path}: ${resolved}: npm install --omit-lockfile-registry-resolved`);
}

export function findMissing(packages) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, path, name))
      .map(
        ([name, range]) => `${path}: ${name}@${range} is not in the lock: take a version whose platforms are all there`,
      ),
  );
}

// As Node looks for it: beside the package, then further out.
function isLocked(packages, path, name) {
  for (
    let at = path;
    at !== undefined;
    at = at.includes('/node_modules/') ? at.replace(/\/node_modules\/(?!.*\/node_modules\/).*$/, '') : undefined
  ) {
    if (packages[`${at}/node_modules/${name}`]) return true;
  }
  return packages[`node_modules/${name}`] !== undefined;
}
