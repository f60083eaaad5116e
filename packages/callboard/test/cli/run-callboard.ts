import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithTest } from '../helpers/end-with-test.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

export const program: string = fileURLToPath(new URL('../../bin/callboard.js', import.meta.url));
export const fixtures: string = fileURLToPath(new URL('../../test/cli/fixtures', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real program, on pipes. Nothing of the caller's environment decides what it shows or runs. */
export function spawnCallboard(words: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(RUNNER_|NO_COLOR$|FORCE_COLOR$|NODE_)/.test(name),
  );
  const environment = { ...Object.fromEntries(inherited), ANSIBLE_NOCOLOR: '1', TZ: 'UTC', ...env };
  return endWithTest(
    spawn(process.execPath, [program, ...words], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

export function callboard(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
  return waitForEnd(spawnCallboard(words, env));
}

export async function waitForEnd(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => (texts[name] += chunk));
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...texts };
}

/** A private data directory with an inventory of hosts that are this machine. Values that are no text become JSON. */
export function makePrivateDataDir(
  files: Readonly<Record<string, unknown>>,
  hosts: readonly string[] = ['alpha'],
): string {
  const root = makeTemporaryDir();
  const vars = { ansible_connection: 'local', ansible_python_interpreter: '{{ ansible_playbook_python }}' };
  const inventory = { all: { vars, hosts: Object.fromEntries(hosts.map((host) => [host, {}])) } };
  for (const [path, content] of Object.entries({ 'inventory/hosts.json': inventory, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

/** A playbook with one play on all hosts. */
export function playbook(...tasks: readonly Readonly<Record<string, unknown>>[]): unknown {
  return [{ hosts: 'all', gather_facts: false, tasks }];
}

export const endless: Readonly<Record<string, unknown>> = {
  name: 'Wait for ever',
  'ansible.builtin.command': 'sleep 600',
};
