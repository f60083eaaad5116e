import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { executablesOnPath, isExecutable } from './executables-on-path.mjs';
import { runCommand } from './run-command.mjs';

const OLDEST_MINOR = 9;
const NEWEST_MINOR = 15;

/**
 * Every Python >= 3.9 on PATH that runs: what `python3` means first, then the newest.
 * A name on PATH proves nothing (pyenv puts shims there for versions that are not switched on).
 * @returns {Promise<{ path: string, minor: number }[]>}
 */
export async function findPythons(path = process.env.PATH) {
  const names = ['python3'];
  for (let minor = NEWEST_MINOR; minor >= OLDEST_MINOR; minor--) names.push(`python3.${minor}`);
  names.push('python');
  const candidates = names.flatMap((name) => executablesOnPath(name, path));
  const found = await Promise.all(candidates.map(askPython));
  const usable = new Map();
  for (const python of found.filter((answer) => answer && answer.minor >= OLDEST_MINOR)) {
    const file = realpathSync(python.path);
    if (!usable.has(file)) usable.set(file, python);
  }
  return [...usable.values()];
}

// The base interpreter: a venv of someone's own that is switched on may go, ours stays.
const QUESTION = `import json, os, sys
base = getattr(sys, '_base_executable', None) or sys.executable
print(json.dumps([base if os.path.exists(base) else sys.executable, sys.version_info[0], sys.version_info[1]]))`;

async function askPython(candidate) {
  const { code, output } = await runCommand(candidate, ['-I', '-c', QUESTION]);
  if (code !== 0) return undefined;
  try {
    const [path, major, minor] = JSON.parse(output);
    return major === 3 ? { path, minor } : undefined;
  } catch {
    return undefined;
  }
}

/** The Python that the Ansible in this folder runs with. */
export function findPythonOf(bin) {
  const ofVenv = join(bin, 'python3');
  if (existsSync(join(bin, '../pyvenv.cfg')) && isExecutable(ofVenv)) return ofVenv;
  const [, interpreter] = /^#!\s*(\S*python\S*)$/m.exec(readFileSync(join(bin, 'ansible-playbook'), 'utf8')) ?? [];
  return interpreter ?? executablesOnPath('python3')[0];
}
