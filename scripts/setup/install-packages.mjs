import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { runStep } from './run-command.mjs';
import { say } from './say.mjs';

/** `npm ci`, unless node_modules already holds what package-lock.json asks for. */
export async function installPackages() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (present && holdsWhatIsWanted(wanted, present)) return;
  say(present ? 'updating npm packages' : 'installing npm packages (first time, ~20 s)');
  const [npm, ...args] = npmCommand();
  await runStep('npm-ci', npm, [...args, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
    advice: 'npm needs its registry (or `npm config get registry`, `npm config get proxy`) to be reachable.',
  });
}

/**
 * npm writes down what it installed, last of all, in a file of the lock's own form: comparing the two says more than
 * times of files, which a `git checkout` changes.
 * Packages for other platforms are optional, and absent.
 */
export function holdsWhatIsWanted(wanted, present) {
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional, peer }]) => {
    if (path === '') return true;
    const found = present[path];
    if (!found) return Boolean(optional || devOptional || peer);
    return found.version === version && found.link === link;
  });
}

/** The npm that started us, or the one on PATH. */
export function npmCommand() {
  const path = process.env.npm_execpath;
  return path?.endsWith('npm-cli.js') ? [process.execPath, path] : ['npm'];
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
