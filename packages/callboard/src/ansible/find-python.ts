import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CallboardError } from '../errors.js';

/**
 * The Python that runs beside Ansible: CALLBOARD_PYTHON, else Ansible's own, which its first line names, else the
 * `python3` of PATH.
 */
export function findPython(program: string, env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['CALLBOARD_PYTHON'];
  if (chosen) return chosen;
  const path = env['PATH'] ?? '';
  const ansible = findOnPath(program, path);
  const python = (ansible && readInterpreter(ansible)) ?? findOnPath('python3', path);
  if (python) return python;
  throw new CallboardError(
    'ERR_PYTHON_NOT_FOUND',
    'No python3 on PATH. Install Python 3.9 or newer, or let CALLBOARD_PYTHON name one.',
  );
}

/** The first executable file of that name. */
export function findOnPath(program: string, path: string): string | undefined {
  if (program.includes('/')) return isExecutable(program) ? program : undefined;
  return path
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Python in a script's first line, if it is an absolute path that is there. */
export function readInterpreter(script: string): string | undefined {
  const fd = openSync(script, 'r');
  try {
    const head = Buffer.alloc(512);
    const line = head.toString('utf8', 0, readSync(fd, head, 0, head.length, 0)).split('\n', 1)[0] ?? '';
    const interpreter = /^#!\s*(\/\S*python[\d.]*)/.exec(line)?.[1];
    return interpreter && isExecutable(interpreter) ? interpreter : undefined;
  } finally {
    closeSync(fd);
  }
}
