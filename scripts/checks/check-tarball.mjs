import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from '../setup/paths.mjs';
import { runCommand } from '../setup/run-command.mjs';

/** What users get beside what runs: the licence, the sources that maps point to, and nothing of the build's own. */
export async function checkTarball(tarball) {
  const folder = tarball.replace(/\.tgz$/, '');
  mkdirSync(folder);
  const unpacked = await runCommand('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  if (unpacked.code !== 0) return unpacked;
  const faults = [...findLicenseFaults(folder), ...findFileFaults(folder)];
  return { code: faults.length === 0 ? 0 : 1, output: faults.join('\n') };
}

function findLicenseFaults(folder) {
  const [own, ours] = [join(folder, 'LICENSE'), join(root, 'LICENSE')];
  const isCopy = existsSync(own) && readFileSync(own, 'utf8') === readFileSync(ours, 'utf8');
  return isCopy ? [] : ['LICENSE is no copy of the one at the root'];
}

function findFileFaults(folder) {
  const names = readdirSync(folder, { recursive: true });
  const leftovers = names.filter((name) => name.endsWith('.tsbuildinfo'));
  const blind = names.filter((name) => name.endsWith('.map') && !hasSources(join(folder, name)));
  return [
    ...leftovers.map((name) => `${name} is of no use to anybody: add "!dist/.tsbuildinfo" to "files"`),
    ...blind
      .slice(0, 3)
      .map((name) => `${name} points to a source that is not there: add "src" to "files", or remove a stale dist/`),
  ];
}

function hasSources(map) {
  const { sources } = JSON.parse(readFileSync(map, 'utf8'));
  return sources.every((source) => existsSync(resolve(dirname(map), source)));
}
