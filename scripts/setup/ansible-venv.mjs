import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askAnsibleVersion } from './ansible-on-path.mjs';
import { pipRequirement } from './ansible-series.mjs';
import { isExecutable } from './executables-on-path.mjs';
import { makeVenv } from './make-venv.mjs';
import { cache } from './paths.mjs';
import { say } from './say.mjs';

/** The venv of that series, if it was finished, the checkout has not moved and its Python is still there. */
export function readyVenv(series) {
  if (!series) return undefined;
  const folder = venvFolder(series);
  try {
    const stamp = JSON.parse(readFileSync(stampFile(folder), 'utf8'));
    const works = stamp.folder === folder && isExecutable(join(folder, 'bin/python'));
    return works ? { version: stamp.version, bin: join(folder, 'bin'), onPath: false } : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the Ansible in it, or undefined when it could not be made; why is in `.cache/logs`. */
export async function makeAnsibleVenv(entry, python) {
  const folder = venvFolder(entry.series);
  say(`installing ansible-core ${entry.exact ?? entry.series} from PyPI (first time, ~20 s)`);
  if (!(await makeVenv(python, folder, pipRequirement(entry)))) return undefined;
  const version = await askAnsibleVersion(join(folder, 'bin/ansible-playbook'));
  if (!version) {
    say(`the Ansible in ${folder} doesn't run`);
    return undefined;
  }
  writeFileSync(stampFile(folder), JSON.stringify({ version, folder, python }));
  return readyVenv(entry.series);
}

const venvFolder = (series) => join(cache, 'ansible', series);
const stampFile = (folder) => join(folder, 'callboard-ready.json');
