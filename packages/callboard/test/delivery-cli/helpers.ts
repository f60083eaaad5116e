import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeProject } from '../delivery/project.js';
import { endWithTest } from '../helpers/end-with-test.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

export const checkout: string = fileURLToPath(new URL('../../../..', import.meta.url));

const program = fileURLToPath(new URL('../../bin/callboard.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A sink that posts a JSON array, and says what came back. */
const postSource = `
export default {
  name: 'post',
  settings: {
    post_url: { type: 'string', required: true, description: 'Where to.' },
    post_token: { type: 'string', secret: true, description: 'A token.' },
  },
  batch: { records: 4 },
  async deliver(batch, { settings, signal, trace }) {
    const first = batch[0].id;
    const key = batch.length === 1 ? first : first + '-' + batch.at(-1).n;
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    if (settings.post_token) headers.authorization = settings.post_token;
    trace?.('request', JSON.stringify(headers));
    const body = '[' + batch.map(({ json }) => json).join() + ']';
    const response = await fetch(settings.post_url, { method: 'POST', headers, body, signal });
    const answer = await response.text();
    trace?.('answer', response.status + ' ' + answer);
    if (response.ok) return { outcome: 'delivered' };
    const reason = 'answered ' + response.status;
    if (response.status !== 422) return { outcome: 'retry', reason, answer };
    return { outcome: 'rejected', ids: batch.map(({ id }) => id), reason, answer };
  },
};`;

/** A user's project in which the plugin \`post\` is installed. */
export function makePostProject(): string {
  return makeProject([{ name: 'callboard-plugin-post', source: postSource }]);
}

/** The private data directory with these settings; waits are short. */
export function makePrivate(settings: Readonly<Record<string, unknown>> = {}): string {
  const root = makeTemporaryDir();
  configure(root, settings);
  return root;
}

export function configure(privateDataDir: string, settings: Readonly<Record<string, unknown>>): void {
  const delivery = { retry_initial: 0.01, retry_max: 0.05, breaker_pause: 0.05, drain_timeout: 0.3 };
  write(join(privateDataDir, 'env/settings'), JSON.stringify({ ...settings, delivery }));
}

export function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

export interface Spawned {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function spawnIn(cwd: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Spawned {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  const child = endWithTest(
    spawn(process.execPath, [program, ...words], { cwd, env: { PATH, HOME, TMPDIR, TZ: 'UTC', ...env } }),
  );
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...texts })));
  return { child, ended };
}

export async function callIn(
  cwd: string,
  words: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Ended> {
  return await spawnIn(cwd, words, env).ended;
}

export interface Listener {
  readonly url: string;
  readonly port: number;
  /** What it has saved so far. */
  saved(): { readonly id: string | null; readonly kind: string; readonly data: Record<string, unknown> }[];
  /** Ends it, and says what it has said. */
  end(): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

/** A real \`callboard listen\` on a free port. */
export async function startListener(t: TestContext, ...words: readonly string[]): Promise<Listener> {
  const root = makeTemporaryDir();
  const [portFile, save] = [join(root, 'port'), join(root, 'saved')];
  const place = words.some((word) => /^--(unix|zeromq)$/.test(word)) ? [] : ['--http', '0'];
  const { child, ended } = spawnIn(checkout, ['listen', ...place, '--port-file', portFile, '--save', save, ...words]);
  t.after(() => void child.kill());
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (text: string) => /listening/.test(text) && resolve());
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  // It is written behind the message.
  while (!existsSync(portFile) || readFileSync(portFile, 'utf8') === '')
    await new Promise((resolve) => setImmediate(resolve));
  const port = Number(readFileSync(portFile, 'utf8'));
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    saved: () =>
      readFileSync(save, 'utf8')
        .trimEnd()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    end: async () => {
      child.kill('SIGINT');
      return await ended;
    },
    ended,
  };
}
