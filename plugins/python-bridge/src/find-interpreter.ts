import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The Python that the plugins are installed for: what the setting says, else the one that runs the `ansible-runner`
 * of PATH, else `python3`.
 */
export function findInterpreter(setting: unknown, path: string = process.env['PATH'] ?? ''): string {
  if (typeof setting === 'string' && setting !== '') return setting;
  const runner = path
    .split(delimiter)
    .map((directory) => join(directory, 'ansible-runner'))
    .find(isExecutable);
  const line = runner === undefined ? '' : (readFileSync(runner, 'utf8').split('\n', 1)[0] ?? '');
  const interpreter = /^#!\s*(\/\S*python[\d.]*)/.exec(line)?.[1];
  return interpreter !== undefined && isExecutable(interpreter) ? interpreter : 'python3';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
