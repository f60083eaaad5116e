import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { findOnPath, readInterpreter } from '#callboard/ansible/find-python.js';

export const skipWithoutBubblewrap: string | false = tryBubblewrap();

/** It may be installed where no sandbox can be made: inside of another one, or of a chroot. */
function tryBubblewrap(): string | false {
  if (findOnPath('bwrap', process.env['PATH'] ?? '') === undefined) {
    return 'bubblewrap is not installed (apt-get install bubblewrap)';
  }
  const words = ['--unshare-pid', '--bind', '/', '/', '--dev', '/dev', '--proc', '/proc', 'true'];
  const { status, stderr } = spawnSync('bwrap', words, { encoding: 'utf8' });
  return status === 0 ? false : `bubblewrap can't make a sandbox here: ${stderr.trim()}`;
}

/** Where the Ansible first on PATH lives, which a sandbox must be shown. */
export function findAnsibleHome(): string[] {
  const program = findOnPath('ansible-playbook', process.env['PATH'] ?? '') ?? '';
  const interpreter = readInterpreter(program) ?? program;
  const programs = [program, interpreter, realpathSync(program), realpathSync(interpreter)];
  return programs.map((path) => dirname(dirname(path))).filter((path) => path !== '/');
}
