import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logs, root, showPath } from './paths.mjs';
import { SetupError } from './say.mjs';

const SHOWN_LINES = 12; // of the beginning, and of the end

/**
 * Runs a command without input and keeps what it says.
 * Never throws: an executable that can't be started is code 127.
 * @returns {Promise<{ code: number, output: string }>} `output` is stdout and stderr in the order of arrival.
 */
export function runCommand(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/**
 * Runs a step that has to work. The whole output of one that fails is in `.cache/logs/<name>.log`, its two ends on screen.
 * @throws {SetupError} with `advice` as what to do next.
 */
export async function runStep(name, command, args, { advice = '', ...options } = {}) {
  const { code, output } = await runCommand(command, args, options);
  if (code === 0) return output;
  const log = writeLog(name, `$ ${command} ${args.join(' ')}\n${output}\nexit code ${code}\n`);
  throw new SetupError(
    'ERR_STEP',
    `${shorten(output)}\n\n${name} failed (exit code ${code}); its full log: ${log}. ${advice}`,
  );
}

/** @returns the log's path, for people. */
export function writeLog(name, text) {
  mkdirSync(logs, { recursive: true });
  const path = join(logs, `${name}.log`);
  writeFileSync(path, text);
  return showPath(path);
}

function shorten(output) {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= 2 * SHOWN_LINES) return lines.join('\n');
  return [...lines.slice(0, SHOWN_LINES), '…', ...lines.slice(-SHOWN_LINES)].join('\n');
}
