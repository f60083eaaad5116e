import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitForFile } from '../helpers/wait-for-file.js';
import { callboard, endless, makePrivateDataDir, playbook } from './run-callboard.js';

test('what start prints can be pasted, also where the directory has a space in its name', async () => {
  const directory = join(makePrivateDataDir({}), "it's mine");
  cpSync(makePrivateDataDir({ 'project/wait.yml': playbook(endless) }), directory, { recursive: true });
  const elsewhere = join(directory, 'kept here');
  const started = await callboard(['start', directory, '-p', 'wait.yml', '-i', 'odd', '--artifact-dir', elsewhere]);
  const [, follow = '', stop = ''] = /follow {2}(.*)\n {2}stop {4}(.*)\n/.exec(started.stdout) ?? [];
  const quoted = `'${directory.replace("'", "'\\''")}'`;
  assert.equal(stop, `callboard stop ${quoted}`);
  const words = execFileSync('sh', ['-c', follow.replace('callboard', "printf '%s\\n'")], { encoding: 'utf8' });
  assert.deepEqual(words.trimEnd().split('\n'), [
    'events',
    directory,
    '-i',
    'odd',
    '--artifact-dir',
    elsewhere,
    '--follow',
  ]);
  assert.equal((await callboard(['stop', directory])).code, 0);
});

test('a pid file that cannot be read is told of by name', async () => {
  const directory = makePrivateDataDir({});
  mkdirSync(join(directory, 'pid'));
  for (const command of ['stop', 'is-alive']) {
    const { code, stderr } = await callboard([command, directory]);
    assert.equal(code, 1);
    assert.match(stderr, /^callboard: ERR_INPUT_FILE: .*\/pid, which names the process.*EISDIR.*\n$/);
  }
});

test('start, is-alive, a second start, stop', async () => {
  const directory = makePrivateDataDir({ 'project/wait.yml': playbook(endless) });
  const pidFile = join(directory, 'pid');
  const started = await callboard(['start', directory, '-p', 'wait.yml', '-i', 'behind']);
  try {
    assert.deepEqual([started.code, started.stderr], [0, '']);
    assert.match(started.stdout, /Run behind has begun[^]*callboard events .* -i behind --follow/);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    process.kill(pid, 0);
    assert.equal(statSync(join(directory, 'daemon.log')).mode & 0o777, 0o600);
    assert.equal((await callboard(['is-alive', directory])).code, 0);
    const second = await callboard(['start', directory, '-p', 'wait.yml']);
    assert.equal(second.code, 1);
    assert.match(second.stderr, new RegExp(`ERR_RUN_ACTIVE: Process ${pid} runs`));
    const listed = await callboard(['runs', directory, '--json']);
    assert.deepEqual(pick(JSON.parse(listed.stdout), 'ident', 'status', 'isRunning'), ['behind', 'running', true]);
    // What Ansible has begun is in the journal a moment later.
    await waitForFile(join(directory, 'artifacts/behind/journal.ndjson'), /runner_on_start/);
    const shown = await callboard(['show', directory]);
    assert.match(shown.stdout, /At work on\n {2}Wait for ever {2}alpha, for /);
  } finally {
    await callboard(['stop', directory]);
  }
  assert.equal(existsSync(pidFile), false);
  assert.equal(readFileSync(join(directory, 'artifacts/behind/status'), 'utf8'), 'canceled');
  assert.equal((await callboard(['is-alive', directory])).code, 1);
  assert.equal((await callboard(['stop', directory])).code, 1);
});

test('start tells at once what cannot be started', async () => {
  const directory = makePrivateDataDir({ 'project/site.yml': playbook() });
  const missing = await callboard(['start', directory, '-p', 'none.yml']);
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /ERR_PLAYBOOK_NOT_FOUND/);
  const program = await callboard(['start', directory, '-p', 'site.yml', '-b', '/nowhere/ansible-playbook']);
  assert.equal(program.code, 127);
  assert.match(program.stdout, /ended already: failed, rc 127/);
  assert.equal(existsSync(join(directory, 'pid')), false);
});

test('a process that is not a runner is never touched, whatever the pid file says', async () => {
  const directory = makePrivateDataDir({});
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'callboard']);
  const ended = once(stranger, 'exit');
  try {
    writeFileSync(join(directory, 'pid'), `${stranger.pid}\n`);
    assert.equal((await callboard(['is-alive', directory])).code, 1);
    const { code, stderr } = await callboard(['stop', directory]);
    assert.equal(code, 1);
    assert.match(stderr, /none of ours; the file has been removed/);
    assert.equal(stranger.exitCode, null);
    assert.equal(stranger.signalCode, null);
  } finally {
    stranger.kill('SIGKILL');
  }
  await ended;
});

test("a bare pid file of Python's runner is understood", async () => {
  const directory = makePrivateDataDir({ 'ansible-runner': 'setInterval(() => {}, 1000); console.log("ready");' });
  const runner = spawn(process.execPath, [join(directory, 'ansible-runner'), 'start', directory]);
  const ended = once(runner, 'exit');
  try {
    await once(runner.stdout, 'data');
    writeFileSync(join(directory, 'pid'), `${runner.pid}\n`);
    assert.equal((await callboard(['is-alive', directory])).code, 0);
    assert.equal((await callboard(['stop', directory, '-i', 'ignored'])).code, 0);
    assert.deepEqual(await ended, [null, 'SIGTERM']);
  } finally {
    runner.kill('SIGKILL');
  }
});

function pick(from: Readonly<Record<string, unknown>>, ...names: readonly string[]): unknown[] {
  return names.map((name) => from[name]);
}
