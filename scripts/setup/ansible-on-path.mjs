import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAtLeast, OLDEST_ANSIBLE } from './ansible-series.mjs';
import { executablesOnPath, isExecutable } from './executables-on-path.mjs';
import { readNotes, writeNotes } from './notes.mjs';
import { cache } from './paths.mjs';
import { runCommand } from './run-command.mjs';

/**
 * The first `ansible-playbook` on PATH that runs and is new enough. Asking takes most of a second each, so the answer
 * is noted together with what it was about.
 */
export async function findAnsibleOnPath() {
  const candidates = executablesOnPath('ansible-playbook');
  if (candidates.length === 0) return undefined;
  const asked = candidates.map((path) => `${path} ${statSync(path).mtimeMs}`).join('\n');
  const { onPath } = readNotes();
  const chosen = onPath?.asked === asked ? onPath.chosen : await chooseFrom(candidates);
  writeNotes({ onPath: { asked, chosen } });
  if (!chosen) return undefined;
  const isFirst = chosen.path === candidates[0];
  const bin = isFirst ? dirname(chosen.path) : linkAnsible(dirname(chosen.path));
  return { version: chosen.version, bin, onPath: isFirst };
}

async function chooseFrom(candidates) {
  for (const path of candidates) {
    const version = await askAnsibleVersion(path);
    if (version && isAtLeast(version, OLDEST_ANSIBLE)) return { path, version };
  }
  return undefined;
}

/** @returns {Promise<string | undefined>} undefined when it doesn't run: a shim of pyenv is there and yet fails. */
export async function askAnsibleVersion(playbookCommand) {
  const { code, output } = await runCommand(playbookCommand, ['--version']);
  return code === 0 ? /\[core ([^\]\s]+)/.exec(output)?.[1] : undefined;
}

/**
 * A folder with links to that Ansible's commands alone. Its own folder, put first on PATH, might bring along other
 * versions of node and python3.
 */
function linkAnsible(folder) {
  const links = join(cache, 'ansible/linked');
  rmSync(links, { recursive: true, force: true });
  mkdirSync(links, { recursive: true });
  for (const name of readdirSync(folder)) {
    const target = join(folder, name);
    if (/^ansible(-[a-z]+)?$/.test(name) && isExecutable(target)) symlinkSync(target, join(links, name));
  }
  return links;
}
