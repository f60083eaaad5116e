import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../scripts/setup/say.mjs';
import { programs, work } from './folders.mjs';

/**
 * Runs a command to its end, its output to a file.
 * @param {{ command: string[], cwd?: string, env: NodeJS.ProcessEnv, python: string }} what
 * @returns {Promise<{ wall: number, cpu: number, output: string }>} seconds, and seconds of the whole process tree
 */
export async function measureCommand({ command, cwd = work, env, python }) {
  const report = join(work, 'report.json');
  const output = join(work, 'output');
  const code = await spawnToFile([python, '-I', '-S', join(programs, 'measure.py'), report, ...command], output, {
    cwd,
    env,
  });
  const said = readFileSync(output, 'utf8');
  const { code: result, ...figures } = code === 0 ? JSON.parse(readFileSync(report, 'utf8')) : { code };
  if (result === 0) return { ...figures, output: said };
  throw new SetupError('ERR_COMMAND', `${command.join(' ')}\nended with ${result}:\n${said.slice(-2000)}`);
}

function spawnToFile([program, ...args], path, { cwd, env }) {
  const fd = openSync(path, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', fd, fd] });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code));
  }).finally(() => closeSync(fd));
}
