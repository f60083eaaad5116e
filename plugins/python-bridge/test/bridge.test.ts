import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { RunnerConfig } from '@callboard/contract';
import { findInterpreter } from '#python-bridge/find-interpreter.js';
import plugin from '#python-bridge/plugin.js';

const directory = mkdtempSync(join(tmpdir(), 'callboard-bridge-'));
after(() => rmSync(directory, { recursive: true }));

/** A Python package with an entry point, as pip leaves it. */
function installPythonPlugin(name: string, source: string): void {
  const info = join(directory, `${name}_plugin-1.0.dist-info`);
  mkdirSync(info, { recursive: true });
  writeFileSync(join(info, 'METADATA'), `Metadata-Version: 2.1\nName: ${name}-plugin\nVersion: 1.0\n`);
  writeFileSync(join(info, 'entry_points.txt'), `[ansible_runner.plugins]\n${name} = ${name}_plugin\n`);
  writeFileSync(join(directory, `${name}_plugin.py`), source);
}

function makeConfig(settings: Record<string, unknown>): RunnerConfig {
  const base = {
    ident: 'demo',
    privateDataDir: directory,
    projectDir: directory,
    cwd: directory,
    command: ['ansible-playbook'],
  };
  return { ...base, artifactDir: mkdtempSync(join(directory, 'run-')), settings: settings as RunnerConfig['settings'] };
}

process.env['PYTHONPATH'] = directory;

const recorder = `
import os
def status_handler(runner_config, data):
    print('plugins may print')
    write(runner_config, data['status'])
def event_handler(runner_config, data):
    if data['event'] == 'bad':
        raise ValueError('no such thing: ' + data['event'])
    write(runner_config, data['event'])
def write(runner_config, word):
    with open(os.path.join(runner_config.artifact_dir, 'seen'), 'a') as f:
        f.write('%s %s %s\\n' % (runner_config.ident, runner_config.settings.get('color'), word))
`;

test('handlers are called in order with what a runner_config has; what they print disturbs nobody', async () => {
  installPythonPlugin('recorder', recorder);
  const config = makeConfig({ python_plugins: ['recorder'], color: 'red' });
  await plugin.open?.(config);
  await plugin.statusHandler?.(config, { status: 'running', runner_ident: 'demo' });
  await plugin.eventHandler?.(config, { event: 'verbose' } as never);
  await plugin.close?.(config);

  assert.equal(readFileSync(join(config.artifactDir, 'seen'), 'utf8'), 'demo red running\ndemo red verbose\n');
});

test('what a handler raises is ours, with its name and its traceback; the next call works', async () => {
  installPythonPlugin('recorder', recorder);
  const config = makeConfig({ python_plugins: ['recorder'] });
  await plugin.open?.(config);
  await assert.rejects(
    async () => plugin.eventHandler?.(config, { event: 'bad' } as never),
    (error: Error) => {
      assert.match(error.message, /^recorder: event_handler raised ValueError: no such thing: bad/);
      assert.match(error.stack ?? '', /recorder_plugin\.py", line 8/);
      return true;
    },
  );
  await plugin.eventHandler?.(config, { event: 'good' } as never);
  await plugin.close?.(config);
});

test('a plugin that is not there, cannot be loaded, or whose Python is not there is said before anything runs', async () => {
  installPythonPlugin('broken', 'import not_to_be_found\n');
  await assert.rejects(
    async () => plugin.open?.(makeConfig({ python_plugins: ['nope'] })),
    /nope: is not installed for .*found: .*broken/,
  );
  await assert.rejects(
    async () => plugin.open?.(makeConfig({ python_plugins: ['broken'] })),
    /broken: cannot be loaded: ModuleNotFoundError/,
  );
  const elsewhere = { python_plugins: true, python_plugins_interpreter: '/nowhere/python3' };
  await assert.rejects(async () => plugin.open?.(makeConfig(elsewhere)), /\/nowhere\/python3 cannot be started/);
  await assert.rejects(async () => plugin.open?.(makeConfig({ python_plugins: 3 })), /true, false, or a list/);
});

test('a Python plugin that ends its process fails the call instead of hanging', async () => {
  installPythonPlugin('quitter', 'import os\ndef event_handler(runner_config, data):\n    os._exit(3)\n');
  const config = makeConfig({ python_plugins: ['quitter'] });
  await plugin.open?.(config);
  await assert.rejects(
    async () => plugin.eventHandler?.(config, { event: 'verbose' } as never),
    /ended \(exit code 3\)/,
  );
  await plugin.close?.(config);
});

test('false keeps it idle', async () => {
  const config = makeConfig({ python_plugins: false });
  await plugin.open?.(config);
  await plugin.eventHandler?.(config, { event: 'verbose' } as never);
  await plugin.close?.(config);
});

const peers = process.env['CALLBOARD_TEST_PEERS'];

test("Python's own ansible-runner-http, from PyPI, sends through the bridge", {
  skip: !peers && 'CALLBOARD_TEST_PEERS is not set',
}, async () => {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  const interpreter = join(peers ?? '', 'python');
  const config = makeConfig({
    python_plugins: ['http'],
    python_plugins_interpreter: interpreter,
    runner_http_url: url,
  });
  await plugin.open?.(config);
  const status = { status: 'running', runner_ident: 'demo' } as const;
  const event = { event: 'verbose', counter: 1, stdout: 'grüße' };
  await plugin.statusHandler?.(config, status);
  await plugin.eventHandler?.(config, event as never);
  await plugin.close?.(config);
  server.close();
  assert.deepEqual(bodies, [status, event]);
});

test('the interpreter is that of the ansible-runner on PATH, if there is one', () => {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'ansible-runner'), `#!${process.execPath}\n`, { mode: 0o755 });
  assert.equal(findInterpreter(undefined, bin), 'python3');
  const python = join(bin, 'python3');
  writeFileSync(python, '', { mode: 0o755 });
  writeFileSync(join(bin, 'ansible-runner'), `#!${python}\n`, { mode: 0o755 });
  assert.equal(findInterpreter(undefined, bin), python);
  assert.equal(findInterpreter('/my/python'), '/my/python');
});
