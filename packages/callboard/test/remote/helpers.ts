import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithTest } from '../helpers/end-with-test.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { makeDirectory, play, shell } from '../run/helpers.js';

export const callboard: string = fileURLToPath(new URL('../../bin/callboard.js', import.meta.url));
const peers = process.env['CALLBOARD_TEST_PEERS'] ?? '';
const ansibleRunner = join(peers, 'ansible-runner');

/** Where workers unpack; what one that is killed leaves is gone with the tests. */
export const scratch: string = makeTemporaryDir();

/** Whose program does a step. */
export type Side = 'ours' | 'peer';
export const sides: readonly Side[] = ['ours', 'peer'];
export const noPeer: string | false = !existsSync(ansibleRunner) && 'CALLBOARD_TEST_PEERS has no ansible-runner';

export interface Step {
  readonly child: ChildProcess;
  readonly ended: Promise<StepEnd>;
}

export interface StepEnd {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** One of the three steps of a remote job, in a process of its own, on pipes. */
export function startStep(side: Side, words: readonly string[]): Step {
  const [program, ...before] = side === 'ours' ? [process.execPath, callboard] : [ansibleRunner];
  const env = { ...process.env, ANSIBLE_NOCOLOR: '1', TMPDIR: scratch };
  const child = endWithTest(spawn(program ?? '', [...before, ...words], { env }));
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // Whoever ends early reads no further.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<StepEnd>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout: Buffer.concat(chunks), stderr }));
  });
  return { child, ended };
}

export async function runStep(side: Side, words: readonly string[], input: Buffer | string = ''): Promise<StepEnd> {
  const { child, ended } = startStep(side, words);
  child.stdin?.end(input);
  return await ended;
}

/** The job `job`: a play whose one task, `work`, is a command of the shell's. */
export async function transmit(
  command: string,
  envvars: Readonly<Record<string, string>> = {},
  side: Side = 'ours',
): Promise<Buffer> {
  const root = makeDirectory({
    'project/a.yml': [play([shell(command, { name: 'work' })])],
    'env/envvars': envvars,
  });
  return (await runStep(side, ['transmit', root, '-p', 'a.yml', '--ident', 'job'])).stdout;
}
