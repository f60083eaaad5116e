import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeWithAnsible, listTree, makeDirectory, observeWhole, play, resultOf, shell } from './helpers.js';
import { assertGone } from './processes.js';

function makeKey(passphrase: string): string {
  const path = join(makeDirectory(), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'callboard test', '-f', path]);
  const key = readFileSync(path, 'utf8');
  rmSync(path);
  return key;
}

/** Lines of the key that a file may not hold. */
function secretLines(key: string): string[] {
  return key.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
}

describeWithAnsible('the ssh key', () => {
  for (const [kind, passphrase] of [
    ['without a passphrase', ''],
    ['with a passphrase', 'open sesame 42'],
  ] as const) {
    test(`a key ${kind} is in the agent and in no file`, async () => {
      const sshKey = makeKey(passphrase);
      const mark = `CALLBOARD_TEST_MARK_${process.pid}_${kind.length}`;
      const privateDataDir = makeDirectory({
        'project/main.yml': [play([shell('ssh-add -l', { name: 'list keys' }), shell('sleep 0.3', { name: 'wait' })])],
      });
      const seen: string[] = [];
      const { events, result, stdout } = await observeWhole({
        privateDataDir,
        playbook: 'main.yml',
        sshKey,
        passwords: { '^Enter passphrase for .*': passphrase },
        envvars: { [mark]: '1' },
        eventHandler: () => {
          for (const path of listTree(privateDataDir)) {
            const bytes = readIfFile(join(privateDataDir, path));
            if (secretLines(sshKey).some((line) => bytes.includes(line))) seen.push(path);
          }
        },
      });
      assert.deepEqual([result?.status, result?.rc], ['successful', 0], stdout);
      assert.match(String(resultOf(events, 'list keys')['stdout']), /callboard test \(ED25519\)/);
      assert.deepEqual(seen, [], 'no file held the key while the play ran');
      const everything = listTree(privateDataDir)
        .map((path) => readIfFile(join(privateDataDir, path)))
        .join('\n');
      for (const line of secretLines(sshKey)) assert.ok(!everything.includes(line));
      if (passphrase) assert.ok(!everything.includes(passphrase));
      assert.ok(!listTree(privateDataDir).some((path) => path.includes('ssh_key')), 'the pipe is gone');
      await assertGone(mark);
    });
  }

  test('a key that is none ends the run at once, and says so', async () => {
    const privateDataDir = makeDirectory({ 'project/main.yml': [play([])] });
    const { result, stdout } = await observeWhole({
      privateDataDir,
      playbook: 'main.yml',
      sshKey: 'this is no key at all, is it?',
    });
    assert.equal(result?.status, 'failed');
    assert.match(stdout, /invalid format|error in libcrypto|Error loading key/);
  });
});

function readIfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
