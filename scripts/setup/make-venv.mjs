import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, canUseApt } from './apt.mjs';
import { runCommand, writeLog } from './run-command.mjs';
import { say } from './say.mjs';

/**
 * Makes a virtual environment at `folder` and installs `requirement` in it, by the first way that works here.
 * Debian's Python has `venv` but not what puts pip into one, unless python3-venv is there.
 * @returns {Promise<boolean>} false when no way works; why is in `.cache/logs`.
 */
export async function makeVenv(python, folder, requirement) {
  const ways = [
    ['venv', () => withVenv(python, folder, requirement)],
    ['venv, pip from outside', () => withOuterPip(python, folder, requirement)],
    ['virtualenv', () => withVirtualenv(python, folder, requirement)],
    ['python3-venv from apt', () => withAptVenv(python, folder, requirement)],
  ];
  const tried = [];
  for (const [name, way] of ways) {
    rmSync(folder, { recursive: true, force: true });
    const { code, output } = await way();
    if (code === 0) return true;
    tried.push(`== ${name}: exit code ${code}\n${output}\n`);
    if (isRegistryTrouble(output)) break; // another way would wait for the same registry
  }
  rmSync(folder, { recursive: true, force: true });
  say(`${requirement} can't be installed with ${python}; why: ${writeLog('ansible-venv', tried.join('\n'))}`);
  return false;
}

async function withVenv(python, folder, requirement) {
  const made = await runCommand(python, ['-m', 'venv', folder]);
  return made.code === 0 ? install(join(folder, 'bin/python'), [], requirement) : made;
}

async function withOuterPip(python, folder, requirement) {
  const made = await runCommand(python, ['-m', 'venv', '--without-pip', folder]);
  return made.code === 0 ? install(python, ['--python', join(folder, 'bin/python')], requirement) : made;
}

async function withVirtualenv(python, folder, requirement) {
  const made = await runCommand(python, ['-m', 'virtualenv', '--python', python, folder]);
  return made.code === 0 ? install(join(folder, 'bin/python'), [], requirement) : made;
}

async function withAptVenv(python, folder, requirement) {
  if (!python.startsWith('/usr/bin/')) return { code: 1, output: `${python} isn't Debian's` };
  if (!canUseApt()) return { code: 1, output: 'not root, or no apt' };
  if (!(await aptInstall('python3-venv'))) return { code: 1, output: 'apt failed' };
  return withVenv(python, folder, requirement);
}

function install(python, pipOptions, requirement) {
  return runCommand(python, ['-m', 'pip', ...pipOptions, 'install', '--disable-pip-version-check', requirement]);
}

function isRegistryTrouble(output) {
  return /Could not find a version|No matching distribution|Max retries exceeded|Temporary failure/.test(output);
}
