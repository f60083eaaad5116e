import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openRun } from '#callboard/index.js';
import { endWithTest } from '../helpers/end-with-test.js';
import { describeWithAnsible, makeDirectory } from '../run/helpers.js';

const root = new URL('../../../../', import.meta.url);

function copyHello(): string {
  const directory = makeDirectory();
  cpSync(new URL('examples/hello', root), directory, {
    recursive: true,
    filter: (path) => !path.endsWith('/artifacts'),
  });
  return directory;
}

function startExample(name: string, ...args: readonly string[]): ChildProcess {
  const script = fileURLToPath(new URL(`examples/dist/${name}.js`, root));
  return endWithTest(spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** Its exit code and what it said. */
async function runExample(name: string, ...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = startExample(name, ...args);
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

describeWithAnsible('the examples', () => {
  test('run-and-report says how it ended for each host, and exits as Ansible does', async () => {
    const { code, said } = await runExample('run-and-report', copyHello());
    assert.match(said, /^failed \(rc 2\) after [\d.]+ s, \d+ events/);
    assert.match(said, /anna: 1 ok, 0 failed\n {2}bert: 1 ok, 1 failed/);
    assert.match(said, /failed: bert: Look for a file that nobody has made: non-zero return code/);
    assert.equal(code, 2);
  });

  test('live-events tells each step and cancels the play on Ctrl-C', async () => {
    const child = startExample('live-events', copyHello(), 'slow.yml', '600');
    const closed = once(child, 'close');
    let said = '';
    for await (const line of createInterface({ input: child.stdout! })) {
      said += `${line}\n`;
      if (line.includes('Take a while')) child.kill('SIGINT');
    }
    const [code] = (await closed) as [number | null];
    assert.match(said, /runner_on_ok anna: Say what comes/);
    assert.match(said, /canceled \(rc 254\)\n$/);
    assert.equal(code, 0);
  });

  test('inline-play needs no files, answers a prompt, and shows no secret', async () => {
    const { code, said } = await runExample('inline-play');
    assert.match(said, /^successful\n/);
    assert.match(said, /In Graz the word is \*{8}/);
    assert.ok(!said.includes('open sesame'));
    assert.equal(code, 0);
  });

  test('recover reads a run whose runner was killed', async () => {
    const { code, said } = await runExample('recover', copyHello());
    assert.match(said, /error, cut off: true\n/);
    assert.match(said, /\d+ runner_on_start\n$/);
    assert.equal(code, 0);
  });

  test('server runs plays, tells their status and events, and cancels', async () => {
    const directory = copyHello();
    const server = startExample('server', directory, '0');
    try {
      const [url] = (await once(createInterface({ input: server.stdout! }), 'line')) as [string];
      const post = await fetch(`${url}?playbook=slow.yml`, { method: 'POST' });
      const { ident } = (await post.json()) as { ident: string };
      assert.equal((await fetch(`${url}/nobody`)).status, 404);
      while ((await fetch(`${url}/${ident}`)).status === 404);
      const told = await readUntilSlow(`${url}/${ident}/events`, () => fetch(`${url}/${ident}`, { method: 'DELETE' }));
      assert.match(told, /"counter":1,.*"event":"playbook_on_start"/);
      assert.equal((await openRun(directory, ident)).status, 'canceled');
    } finally {
      server.kill();
      await once(server, 'close');
    }
  });
});

/** Reads the lines to their end; `then` is called when the long task has begun. */
async function readUntilSlow(url: string, then: () => unknown): Promise<string> {
  let told = '';
  let called = false;
  for await (const chunk of (await fetch(url)).body!.pipeThrough(new TextDecoderStream())) {
    told += chunk;
    if (!called && told.includes('Take a while')) {
      called = true;
      await then();
    }
  }
  return told;
}
