import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findOnPath } from '#callboard/ansible/find-python.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { waitForText } from '../helpers/wait-for-text.js';
import { callboard, endless, makePrivateDataDir, playbook, spawnCallboard, waitForEnd } from './run-callboard.js';

const say = { name: 'Say it', 'ansible.builtin.debug': { msg: 'heard' } };
const fail = { name: 'Give up', 'ansible.builtin.fail': { msg: 'no more' } };

function readArtifact(directory: string, ident: string, name: string): string {
  return readFileSync(join(directory, 'artifacts', ident, name), 'utf8');
}

function readCommand(directory: string, ident: string): string[] {
  return (JSON.parse(readArtifact(directory, ident, 'command')) as { command: string[] }).command;
}

test('flags end up in the command, and the play on the screen', async () => {
  const directory = makePrivateDataDir({ 'project/site.yml': playbook(say) }, ['alpha', 'beta']);
  const words = ['run', directory, '-p', 'site.yml', '-i', 'flags', '--limit', 'beta', '--forks', '3', '-vv'];
  const { code, stdout } = await callboard([...words, '--inventory', 'hosts.json', '--cmdline', '--diff -e "who=a b"']);
  assert.equal(code, 0);
  assert.match(stdout, /ok: \[beta\][^]*heard/);
  assert.doesNotMatch(stdout, /ok: \[alpha\]/);
  const inventory = join(directory, 'inventory/hosts.json');
  const expected = ['--diff', '-e', 'who=a b', '-i', inventory, '--limit', 'beta', '-vv', '--forks', '3', 'site.yml'];
  assert.deepEqual(readCommand(directory, 'flags').slice(1), expected);
});

test('the environment names what to run, where no flag does', async () => {
  const directory = makePrivateDataDir({ 'project/site.yml': playbook(say) });
  const env = { RUNNER_PLAYBOOK: 'site.yml' };
  assert.equal((await callboard(['run', directory, '-i', 'one', '-q'], env)).code, 0);
  assert.equal(readCommand(directory, 'one').at(-1), 'site.yml');
  const { code, stdout } = await callboard(['run', directory, '-i', 'two', '-m', 'ping', '--hosts', 'all', '-j'], env);
  assert.equal(code, 0);
  assert.deepEqual(readCommand(directory, 'two').slice(-3), ['-m', 'ping', 'all']);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });
  assert.ok(events.some(({ event }) => event === 'runner_on_ok'));
});

test('a role runs with its variables as Python would read them', async () => {
  const show = {
    name: 'Show',
    'ansible.builtin.debug': { msg: '{{ port + 1 }} {{ tls is sameas true }} {{ names[1] }} {{ word }}' },
  };
  const directory = makePrivateDataDir({ 'roles/web/tasks/main.yml': [show] });
  const words = ['run', directory, '-r', 'web', '--hosts', 'alpha', '--role-skip-facts'];
  const { code, stdout } = await callboard([...words, '--role-vars', "port=8080 tls=True names=['a','b'] word=plain"]);
  assert.equal(code, 0);
  assert.match(stdout, /8081 True b plain/);
  assert.doesNotMatch(stdout, /Gathering Facts/);
});

test('exit codes: a failed play, a missing program, a timeout', async () => {
  const files = { 'project/fail.yml': playbook(fail), 'project/wait.yml': playbook(endless) };
  const directory = makePrivateDataDir(files);
  assert.equal((await callboard(['run', directory, '-q', '-p', 'fail.yml'])).code, 2);
  const missing = await callboard(['run', directory, '-p', 'fail.yml', '-b', '/nowhere/ansible-playbook']);
  assert.equal(missing.code, 127);
  assert.match(missing.stdout, /not found.*\/nowhere\/ansible-playbook/);
  const timed = makePrivateDataDir({ ...files, 'env/settings': { job_timeout: 1 } });
  assert.equal((await callboard(['run', timed, '-q', '-p', 'wait.yml', '-i', 'late'])).code, 254);
  assert.equal(readArtifact(timed, 'late', 'status'), 'timeout');
});

test('errors of the runner say what and exit with 1, with a stack only for --debug', async () => {
  const directory = makePrivateDataDir({});
  const nowhere = await callboard(['run', join(directory, 'nowhere'), '-p', 'site.yml']);
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /^callboard: ERR_PRIVATE_DATA_DIR: .*nowhere does not exist.*\n$/);
  const hosts = await callboard(['run', directory, '-p', 'site.yml', '--hosts', 'web']);
  assert.deepEqual([hosts.code, /--hosts needs -m or -r/.test(hosts.stderr)], [1, true]);
  const inventory = await callboard(['run', directory, '-p', 'site.yml', '--inventory', 'none']);
  assert.deepEqual([inventory.code, /There is no inventory/.test(inventory.stderr)], [1, true]);
  const debugged = await callboard(['run', directory, '-p', 'site.yml', '--debug']);
  assert.match(debugged.stderr, /ERR_PLAYBOOK_NOT_FOUND[^]*\n {4}at /);
});

test('hosts themselves are an inventory, as for Ansible', async () => {
  const directory = makePrivateDataDir({ 'project/site.yml': playbook(say) });
  const { code } = await callboard(['run', directory, '-q', '-p', 'site.yml', '-i', 'r', '--inventory', 'localhost,']);
  assert.equal(code, 0);
  assert.deepEqual(readCommand(directory, 'r').slice(1), ['-i', 'localhost,', 'site.yml']);
});

test('where there is no Ansible, stderr says what to look at', async () => {
  const bin = makeTemporaryDir();
  for (const name of ['python3', 'sh']) symlinkSync(findOnPath(name, process.env['PATH'] ?? '') ?? '', join(bin, name));
  const directory = makePrivateDataDir({ 'project/site.yml': playbook(say) });
  const { code, stdout, stderr } = await callboard(['run', directory, '-p', 'site.yml'], { PATH: bin });
  assert.deepEqual([code, stdout], [127, 'The command was not found or was not executable: ansible-playbook.\r\n']);
  assert.match(stderr, /^callboard: Is ansible-core installed, and its directory on PATH\?.*\n$/);
});

test('a directory that is not there or cannot be used is told, and how to go on', async () => {
  const directory = makeTemporaryDir();
  symlinkSync('round', join(directory, 'round'));
  writeFileSync(join(directory, 'file'), '');
  for (const command of ['run', 'runs', 'show', 'events', 'deliveries', 'stop', 'is-alive']) {
    for (const [name, message] of [
      ['none', /none does not exist\. Create it, or correct the path\.\n$/],
      ['file', /file is not a directory\. Correct the path\.\n$/],
      ['round', /round cannot be used: ELOOP.* Allow it, or correct the path\.\n$/],
    ] as const) {
      const { code, stderr } = await callboard([command, join(directory, name)]);
      assert.equal(code, 1, command);
      assert.match(stderr, /^callboard: ERR_PRIVATE_DATA_DIR: /);
      assert.match(stderr, message, command);
    }
  }
});

test('wrong words exit with 2, and the nearest right one is named', async () => {
  for (const [words, message] of [
    [['evnts'], /Did you mean events\?/],
    [['help', 'evnts'], /^callboard: There is no command "evnts"\. Did you mean events\?\n$/],
    [['run', '.', '--lmit', 'x'], /Did you mean --limit\?/],
    [['run'], /missing required argument 'private_data_dir'/],
    [['run', '.', '-p', 'a.yml', '-m', 'ping'], /cannot be used with/],
    [['run', '.', '-p', 'a.yml', '--forks', 'many'], /--forks needs a whole number/],
    [['events', '.', '--event', 'runner_on_okay'], /Did you mean runner_on_ok\?/],
    [[], /Usage: callboard/],
  ] as const) {
    const { code, stdout, stderr } = await callboard(words);
    assert.equal(code, 2, words.join(' '));
    assert.match(stderr, message);
    assert.equal(stdout, '');
  }
});

test('Ctrl-C cancels the run, says so, and leaves complete artifacts', async () => {
  const directory = makePrivateDataDir({ 'project/wait.yml': playbook(endless) });
  const child = spawnCallboard(['run', directory, '-p', 'wait.yml', '-i', 'stopped']);
  const ended = waitForEnd(child);
  await waitForText(child.stdout, /Wait for ever/);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 254);
  assert.match(stderr, /^callboard: SIGINT: Ansible is told to stop.*\n$/);
  assert.equal(readArtifact(directory, 'stopped', 'status'), 'canceled');
  assert.equal(readArtifact(directory, 'stopped', 'rc'), '254');
  assert.ok(!readdirSync(join(directory, 'artifacts/stopped')).includes('spool'));
});

test('a prompt that nobody can answer is told while the run waits', async () => {
  const play = [
    { hosts: 'all', gather_facts: false, vars_prompt: [{ name: 'who', prompt: 'Who are you' }], tasks: [] },
  ];
  const directory = makePrivateDataDir({ 'project/ask.yml': play, 'env/settings': { pexpect_timeout: 1 } });
  const child = spawnCallboard(['run', directory, '-p', 'ask.yml', '-q']);
  const ended = waitForEnd(child);
  await waitForText(child.stderr, /Ansible waits for an answer to "Who are you:"/);
  child.kill('SIGTERM');
  assert.equal((await ended).code, 254);
});

test('a reader that goes away does not stop the run', async () => {
  const loop = { name: 'Talk', 'ansible.builtin.debug': { msg: 'x' }, loop: [...Array.from({ length: 50 }).keys()] };
  const directory = makePrivateDataDir({ 'project/talk.yml': playbook(loop) });
  const child = spawnCallboard(['run', directory, '-p', 'talk.yml', '-i', 'alone']);
  const [first] = (await once(child.stdout!, 'data')) as [Buffer];
  assert.ok(first.length > 0);
  child.stdout?.destroy();
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 0);
  assert.match(readArtifact(directory, 'alone', 'stdout'), /PLAY RECAP/);
});

test('--logfile tells the steps of the run, and no secret', async () => {
  const directory = makePrivateDataDir({
    'project/site.yml': playbook(say),
    'env/passwords': { '^Password:': 'hunter22' },
  });
  const log = join(directory, 'steps.log');
  const args = ['--logfile', log, 'run', directory, '-q', '-i', 'logged', '-p', 'site.yml'];
  assert.equal((await callboard([...args, '--cmdline', '-e word=hunter22'])).code, 0);
  const steps = readFileSync(log, 'utf8');
  assert.match(steps, /run logged: starting\n[^]*run logged: running\n[^]*run logged: successful\n/);
  assert.match(steps, /ended: successful, rc 0/);
  assert.doesNotMatch(steps, /hunter22/);
});
