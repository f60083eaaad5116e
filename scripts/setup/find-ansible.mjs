import { dirname } from 'node:path';
import { findAnsibleOnPath } from './ansible-on-path.mjs';
import { OLDEST_ANSIBLE, pickSpread, seriesFor } from './ansible-series.mjs';
import { makeAnsibleVenv, readyVenv } from './ansible-venv.mjs';
import { aptInstall, canUseApt } from './apt.mjs';
import { findPythons } from './find-python.mjs';
import { readNotes, writeNotes } from './notes.mjs';
import { SetupError } from './say.mjs';

/**
 * The Ansible to use: the one on PATH, else one of our own from PyPI, else the system's package.
 * @returns {Promise<{ version: string, bin: string, onPath: boolean }>} `onPath`: a plain `ansible-playbook` is it.
 */
export async function findAnsible() {
  return (await findAnsibleOnPath()) ?? (await ansibleFromPyPI()) ?? (await ansibleFromApt()) ?? giveUp();
}

/** The oldest, one between and the newest that can be had here, oldest first. May be empty. */
export async function findAnsibleSpread() {
  let pythons = await findPythons();
  while (pythons.length > 0) {
    const found = [];
    const spread = pickSpread(pythons);
    for (const entry of spread) {
      const venv = readyVenv(entry.series) ?? (await makeAnsibleVenv(entry, entry.venvPython.path));
      if (!venv) {
        pythons = pythons.filter((python) => python !== entry.venvPython);
        break;
      }
      found.push(venv);
    }
    if (found.length === spread.length) return found;
  }
  return [];
}

async function ansibleFromPyPI() {
  const noted = readyVenv(readNotes().series);
  if (noted) return noted;
  // Two are enough: what the first could not get, the second gets, or none.
  for (const { path, minor } of (await findPythons()).slice(0, 2)) {
    const newest = seriesFor(minor).at(-1);
    const venv = readyVenv(newest.series) ?? (await makeAnsibleVenv(newest, path));
    if (!venv) continue;
    writeNotes({ series: newest.series });
    return venv;
  }
  return undefined;
}

async function ansibleFromApt() {
  if (!canUseApt() || !(await aptInstall('ansible-core'))) return undefined;
  return findAnsibleOnPath();
}

async function giveUp() {
  const pythons = await findPythons();
  const where = pythons.length > 0 ? dirname(pythons[0].path) : undefined;
  throw new SetupError(
    'ERR_NO_ANSIBLE',
    [
      `No Ansible >= ${OLDEST_ANSIBLE} was found, and none could be installed.`,
      where
        ? `Python was found in ${where}; the logs in .cache/logs say what failed with it.`
        : 'No Python >= 3.9 either.',
      'Do one of these, then try again:',
      where ? '  apt-get install python3-venv' : '  apt-get install python3 python3-venv',
      '  apt-get install ansible-core         (or the like: dnf, brew, apk)',
      '  pipx install ansible-core            (then have it on PATH)',
    ].join('\n'),
  );
}
