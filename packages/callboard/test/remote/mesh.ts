import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { endWithTest } from '../helpers/end-with-test.js';
import { findPort } from '../helpers/free-port.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { waitForText } from '../helpers/wait-for-text.js';
import { callboard, noPeer, scratch } from './helpers.js';

const receptor = process.env['CALLBOARD_TEST_RECEPTOR'] ?? '';
const client = join(process.env['CALLBOARD_TEST_PEERS'] ?? '', 'receptorctl');

export const noMesh: string | false =
  noPeer ||
  (!existsSync(receptor) && 'CALLBOARD_TEST_RECEPTOR names no Receptor') ||
  (!existsSync(client) && 'CALLBOARD_TEST_PEERS has no receptorctl');

/** Two nodes of Receptor on loopback: `control`, and `node1`, which executes. */
export interface Mesh {
  /** Receptor's own client, talking to `control`. */
  readonly ctl: (...words: readonly string[]) => ChildProcessByStdio<Writable, Readable, null>;
  /** Ends `node1` with kill -9, starts it again, and waits until the other has found it. */
  readonly restartNode: () => Promise<void>;
  readonly end: () => void;
}

/** Runs Receptor with the configuration of the guide, and waits until a job can be sent. */
export async function startMesh(): Promise<Mesh> {
  const root = makeTemporaryDir();
  const port = await findPort();
  const [executes, controls] = [join(root, 'node1.json'), join(root, 'control.json')]; // JSON is YAML
  configure(executes, 'node1', [
    { 'tcp-listener': { bindaddr: '127.0.0.1', port } },
    ...['callboard', 'ansible-runner'].map(offerWork),
  ]);
  configure(controls, 'control', [{ 'tcp-peer': { address: `127.0.0.1:${port}` } }]);
  const env = nodeEnvironment(root);
  const control = spawn(receptor, ['--config', controls], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const startExecuting = async () => {
    // A node prints its routes whenever they change.
    const found = waitForText(control.stdout, /node1 via node1/);
    const node = spawn(receptor, ['--config', executes], { env, stdio: 'ignore' });
    await found;
    return node;
  };
  let executing = await startExecuting();
  return {
    ctl: (...words) =>
      endWithTest(
        spawn(client, ['--socket', join(root, 'control.sock'), ...words], { stdio: ['pipe', 'pipe', 'ignore'] }),
      ),
    restartNode: async () => {
      const gone = once(executing, 'exit');
      executing.kill('SIGKILL');
      await gone;
      executing = await startExecuting();
    },
    end: () => [executing, control].forEach((child) => child.kill('SIGKILL')),
  };
}

/** Every node has the control service: it is also how work comes from another node. */
function configure(file: string, id: string, more: readonly object[]): void {
  const datadir = file.replace(/\.json$/, '');
  mkdirSync(datadir);
  const service = { service: 'control', filename: `${datadir}.sock` };
  const settings = [{ node: { id, datadir } }, { 'log-level': 'info' }, { 'control-service': service }, ...more];
  writeFileSync(file, JSON.stringify(settings));
}

function offerWork(command: string): object {
  return { 'work-command': { worktype: command, command, params: 'worker', allowruntimeparams: true } };
}

/** `callboard` and `ansible-runner` are commands there, as where they are installed. */
function nodeEnvironment(root: string): NodeJS.ProcessEnv {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  symlinkSync(callboard, join(bin, 'callboard'));
  symlinkSync(join(client, '../ansible-runner'), join(bin, 'ansible-runner'));
  return { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}`, ANSIBLE_NOCOLOR: '1', TMPDIR: scratch };
}
