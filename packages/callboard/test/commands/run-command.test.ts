import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type CallboardError, openRun, type RunCommandOptions, runCommand, startCommand } from '#callboard/index.js';
import { askPython } from '../helpers/ask-python.js';
import { assertNowhere } from '../helpers/assert-complete.js';
import { describeWithAnsible, makeDirectory } from '../run/helpers.js';
import { listScratch, makeProject } from './helpers.js';

const sh = (script: string, ...words: string[]): Pick<RunCommandOptions, 'executableCmd' | 'cmdlineArgs'> => ({
  executableCmd: 'sh',
  cmdlineArgs: ['-c', script, 'sh', ...words],
});

/** Runs a command on a terminal, answers its first question, and gives all that was shown. */
const sitAtTerminal = `
import os, pty
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(given[0], given)
shown = b''
asked = False
while True:
    try:
        shown += os.read(terminal, 4096)
    except OSError:
        break
    if b'Name: ' in shown and not asked:
        asked = True
        os.write(terminal, b'Ophelia\\n')
os.waitpid(pid, 0)
answer = shown.decode()
`;

async function collect(stream: Readable): Promise<string> {
  stream.setEncoding('utf8');
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

describeWithAnsible('runCommand', () => {
  test('a playbook has events and statistics, and leaves nothing behind', async () => {
    const names: string[] = [];
    const result = await runCommand({
      executableCmd: 'ansible-playbook',
      cmdlineArgs: ['site.yml', '-i', 'hosts.ini', '-vvvv'],
      hostCwd: makeProject(),
      eventHandler: ({ event }) => names.push(event),
    });
    assert.deepEqual([result.status, result.rc, result.stderr], ['successful', 0, '']);
    assert.match(result.stdout, /PLAY RECAP/);
    assert.deepEqual(result.stats?.ok, { alpha: 1 });
    assert.equal(result.eventCount, names.length);
    assert.ok(names.includes('runner_on_ok'));
    assert.equal(result.artifactDir, undefined);
    assert.deepEqual(listScratch(), []);
  });

  test('with a private data dir its inputs hold, and it is a run among others', async () => {
    const privateDataDir = makeDirectory({
      'env/envvars': { COLOUR: 'blue', API_TOKEN: 'canary-0815' },
      'env/passwords': { '^Name: ': 'somebody' },
      'env/cmdline': '--not-for-us',
    });
    const script = 'printf "Name: "; read name; echo "$name $COLOUR $API_TOKEN"';
    const { ident, stdout, artifactDir } = await runCommand({ ...sh(script), privateDataDir });
    assert.equal(stdout, 'Name: somebody blue ********\n'.replace('somebody', '********'));
    assert.equal(artifactDir, join(privateDataDir, 'artifacts', ident));
    const recorded = await openRun(privateDataDir, ident);
    assert.deepEqual([recorded.status, recorded.rc], ['successful', 0]);
    assertNowhere(artifactDir ?? '', ['canary-0815']);
  });

  test('artifactDir alone keeps the artifacts, and nothing else', async () => {
    const artifactDir = makeDirectory();
    const result = await runCommand({ ...sh('echo kept'), artifactDir, ident: 'one' });
    assert.equal(result.artifactDir, join(artifactDir, 'one'));
    assert.equal(readFileSync(join(artifactDir, 'one/stdout'), 'utf8').trim(), 'kept');
    assert.deepEqual([readdirSync(artifactDir), listScratch()], [['one'], []]);
  });

  test('streams are passed through, whole and unmarked, and the rest is kept', async () => {
    const outputFd = new PassThrough();
    const said = collect(outputFd);
    const text = 'x'.repeat(2 ** 20);
    const result = await runCommand({
      ...sh('cat; echo apart >&2; exit 3'),
      inputFd: Readable.from([text, text]),
      outputFd,
    });
    outputFd.end();
    assert.equal((await said).length, 2 ** 21);
    assert.deepEqual([result.rc, result.stdout, result.stderr], [3, '', 'apart\n']);
    const playbook = new PassThrough();
    const shown = collect(playbook);
    const { stats, rc, stderr } = await runCommand({
      executableCmd: 'ansible-playbook',
      cmdlineArgs: ['site.yml', '-i', 'hosts.ini'],
      hostCwd: makeProject(),
      outputFd: playbook,
    });
    playbook.end();
    assert.deepEqual([rc, stderr, stats], [0, '', undefined]);
    assert.match(await shown, /^\nPLAY \[all\] \*+\n[\s\S]*alpha blue[\s\S]*PLAY RECAP/);
    assert.ok(!(await shown).includes('\u001b_'), 'marks of the capture');
  });

  test('what a command leaves in the background holds no stream open, and a reader that goes holds nothing up', async () => {
    const outputFd = new PassThrough();
    const said = collect(outputFd);
    const result = await runCommand({ ...sh('sleep 30 & echo pid $!'), inputFd: Readable.from([]), outputFd });
    outputFd.end();
    const pid = Number((await said).split(' ')[1]);
    try {
      assert.equal(result.rc, 0);
      assert.ok(existsSync(`/proc/${pid}`), 'what was to stay is gone');
    } finally {
      process.kill(pid, 'SIGKILL');
    }
    const gone = new PassThrough();
    gone.destroy();
    const ended = await runCommand({ ...sh('yes | head -c 1000000; exit 4'), outputFd: gone });
    assert.equal(ended.rc, 4);
  });

  test("a file descriptor is the command's own", async () => {
    const directory = makeDirectory({ input: 'from a file\n', output: '' });
    const { open } = await import('node:fs/promises');
    const [input, output] = [await open(join(directory, 'input')), await open(join(directory, 'output'), 'w')];
    await runCommand({ ...sh('cat'), inputFd: input.fd, outputFd: output.fd });
    await Promise.all([input.close(), output.close()]);
    assert.equal(readFileSync(join(directory, 'output'), 'utf8'), 'from a file\n');
  });

  test('somebody in front of a terminal talks to the command itself', () => {
    const script = 'test -t 0 && test -t 1 && test -t 2 && printf "Name: "; read name; echo "Hello $name"';
    const options = { ...sh(script), inputFd: 'inherit', outputFd: 'inherit', errorFd: 'inherit' };
    const child = fileURLToPath(new URL('command-in-child.js', import.meta.url));
    const shown = askPython<string>(sitAtTerminal, [process.execPath, child, JSON.stringify(options)]);
    assert.match(shown, /^Name: [\s\S]*Hello Ophelia\r\n\{"status":"successful","rc":0,/);
  });

  test('a handle tells what has been written so far', async () => {
    const directory = makeDirectory();
    const command = await startCommand(
      sh('echo first; while [ ! -e "$1" ]; do sleep 0.05; done', join(directory, 'go')),
    );
    for await (const event of command.run.events) {
      if (event.stdout === 'first') break;
    }
    assert.equal(command.status, 'running');
    while ((await command.stdout()) === '') await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await command.stdout(), 'first\n');
    command.cancel();
    const { status, rc } = await command.result;
    assert.deepEqual([status, rc, command.status, await command.stdout()], ['canceled', 254, 'canceled', 'first\n']);
  });

  const refusals: Readonly<Record<string, [options: object, code: string, says: RegExp]>> = {
    'a directory that is not there': [
      { ...sh(''), hostCwd: '/no/such' },
      'ERR_DIRECTORY_NOT_FOUND',
      /`hostCwd` names \/no\/such/,
    ],
    'a typing error': [{ ...sh(''), hostCdw: '/' }, 'ERR_OPTION_UNKNOWN', /`hostCwd`/],
    'no command': [{ cmdlineArgs: [] }, 'ERR_OPTION_MISSING', /executableCmd/],
    'arguments to be split': [
      { executableCmd: 'ansible', cmdlineArgs: '-m ping' },
      'ERR_OPTION_TYPE',
      /list of strings/,
    ],
    'a stream of another kind': [{ ...sh(''), inputFd: 'stdin' }, 'ERR_OPTION_TYPE', /file descriptor/],
    'a stream beside a terminal': [
      { ...sh(''), runnerMode: 'pexpect', outputFd: 1 },
      'ERR_OPTION_CONFLICT',
      /`outputFd`/,
    ],
    'a private data dir that is not there': [
      { ...sh(''), privateDataDir: '/no/such' },
      'ERR_PRIVATE_DATA_DIR',
      /\/no\/such/,
    ],
  };
  for (const [name, [options, code, says]] of Object.entries(refusals)) {
    test(`${name} is refused, and leaves nothing behind`, async () => {
      await assert.rejects(startCommand(options as RunCommandOptions), (error: CallboardError) => {
        assert.equal(error.code, code);
        assert.match(error.message, says);
        return true;
      });
      assert.deepEqual(listScratch(), []);
    });
  }
});
