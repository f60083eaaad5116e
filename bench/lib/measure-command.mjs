import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../scripts/setup/say.mjs';
import { programs, work } from './folders.mjs';

/**
 * Runs a command to its end, its output to a file.
 * @param {{ command: string[], cwd?: string, env: NodeJS.ProcessEnv, python: string, codes?: number[] }} what `codes`:
 *   how it may end
 * @returns {Promise<{ wall: number, cpu: number, peak: number, ended: number, code: number, output: string }>} seconds,
 *   seconds of the whole process tree, bytes of its largest process, milliseconds since 1970
 */
export async function measureCommand({ command, cwd = work, env, python, codes = [0] }) {
  const report = join(work, 'report.json');
  const output = join(work, 'output');
  const code = await spawnToFile([python, '-I', '-S', join(programs, 'measure.py'), report, ...command], output, {
    cwd,
    env,
  });
  const said = readFileSync(output, 'utf8');
  const figures = code === 0 ? JSON.parse(readFileSync(report, 'utf8')) : { code };
  if (code === 0 && codes.includes(figures.code)) return { ...figures, output: said };
  throw new SetupError('ERR_COMMAND', `${command.join(' ')}\nended with ${figures.code}:\n${said.slice(-2000)}`);
}

function spawnToFile([program, ...args], path, { cwd, env }) {
  const fd = openSync(path, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', fd, fd] });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code));
  }).finally(() => closeSync(fd));
}
