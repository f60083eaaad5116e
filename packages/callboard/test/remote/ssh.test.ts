import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { endWithTest } from '../helpers/end-with-test.js';
import { findPort } from '../helpers/free-port.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { waitForText } from '../helpers/wait-for-text.js';
import { describeWithAnsible, makeDirectory, readEnd } from '../run/helpers.js';
import { endProcesses, findProcesses } from '../run/processes.js';
import { callboard, startStep, transmit } from './helpers.js';

const sshd = '/usr/sbin/sshd';

const skip = !existsSync(sshd) && 'there is no sshd: install openssh-server';

/** A real sshd on loopback that knows one key and sets this Ansible before a login's PATH. */
async function startSshd(t: TestContext): Promise<readonly string[]> {
  const root = makeTemporaryDir();
  // As an operating system does it for its own.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  for (const name of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(root, name)]);
  }
  writeFileSync(join(root, 'authorized'), readFileSync(join(root, 'user.pub')));
  chmodSync(join(root, 'authorized'), 0o600);
  const port = await findPort();
  const settings = {
    Port: port,
    ListenAddress: '127.0.0.1',
    HostKey: join(root, 'host'),
    AuthorizedKeysFile: join(root, 'authorized'),
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
    SetEnv: `PATH=${process.env['PATH']}`,
  };
  const file = join(root, 'sshd_config');
  writeFileSync(
    file,
    Object.entries(settings)
      .map((pair) => `${pair.join(' ')}\n`)
      .join(''),
  );
  const server = spawn(sshd, ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => server.kill());
  let said = '';
  for await (const chunk of server.stderr) if (/Server listening/.test((said += chunk))) break;
  server.stderr.resume();
  assert.match(said, /Server listening/);
  const options = ['IdentitiesOnly=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
  const words = [
    '-F',
    'none',
    '-i',
    join(root, 'user'),
    '-p',
    String(port),
    ...options.flatMap((word) => ['-o', word]),
  ];
  return [...words, `${userInfo().username}@127.0.0.1`, process.execPath, callboard];
}

describeWithAnsible('remote jobs over ssh', () => {
  test('a job goes there and its run comes back', { skip }, async (t) => {
    const words = await startSshd(t);
    const root = makeDirectory();
    const ssh = endWithTest(spawn('ssh', [...words, 'worker'], { stdio: ['pipe', 'pipe', 'inherit'] }));
    const receiver = startStep('ours', ['process', root, '-i', 'job']);
    ssh.stdout.pipe(receiver.child.stdin!);
    ssh.stdin.end(await transmit('echo over $SSH_CONNECTION', { CALLBOARD_TEST_SSH: '1' }));
    const { code, stdout, stderr } = await receiver.ended;
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout.toString(), /changed: \[localhost\]/);
    assert.deepEqual(readEnd(join(root, 'artifacts/job')), { rc: 0, status: 'successful' });
  });

  test('a connection that breaks ends the play there, and is told here', { skip }, async (t) => {
    const mark = `CALLBOARD_TEST_SSH=${process.pid}`;
    t.after(() => endProcesses(mark));
    const words = await startSshd(t);
    const root = makeDirectory();
    const ssh = endWithTest(spawn('ssh', [...words, 'worker'], { stdio: ['pipe', 'pipe', 'inherit'] }));
    const receiver = startStep('ours', ['process', root, '-i', 'job']);
    ssh.stdout.pipe(receiver.child.stdin!);
    ssh.stdin.end(await transmit('sleep 600', { CALLBOARD_TEST_SSH: String(process.pid) }));
    await waitForText(receiver.child.stdout, /TASK \[work\]/);
    ssh.kill('SIGKILL');
    const { code, stderr } = await receiver.ended;
    assert.equal(code, 1);
    assert.match(stderr, /ERR_STREAM/);
    while (findProcesses(mark).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});
