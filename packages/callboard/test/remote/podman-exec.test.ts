import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { endWithTest } from '../helpers/end-with-test.js';
import { containerOptions, findImage } from '../isolation/engine-image.js';
import { makeDirectory, play, readEnd, shell } from '../run/helpers.js';
import { callboard, runStep, startStep } from './helpers.js';

const { image, skip } = findImage();
const checkout = fileURLToPath(new URL('../../../../', import.meta.url));

/** A container that waits for commands. Its Ansible is its own; Node and the checkout are lent to it. */
function startContainer(t: TestContext): string {
  const name = `callboard-test-exec-${process.pid}`;
  const mounts = [checkout, dirname(process.execPath)].flatMap((path) => ['--volume', `${path}:${lend(path)}:ro`]);
  const words = ['run', '--rm', '--detach', `--name=${name}`, ...containerOptions, ...mounts, image];
  execFileSync('podman', [...words, 'sleep', '600'], { stdio: 'pipe' });
  t.after(() => execFileSync('podman', ['kill', '--signal=KILL', name], { stdio: 'pipe' }));
  return name;
}

/** The image has programs where ours are. */
function lend(path: string): string {
  return join('/lent', path);
}

describe('remote jobs in a container that runs', { skip }, () => {
  test('a job goes in through `podman exec -i`, and its run comes out', async (t) => {
    const name = startContainer(t);
    const source = makeDirectory({
      'inventory/hosts': 'localhost ansible_connection=local',
      'project/a.yml': [play([shell('cat /etc/debian_version', { name: 'look' })])],
    });
    const root = makeDirectory();
    const { stdout: job } = await runStep('ours', ['transmit', source, '-p', 'a.yml', '-i', 'job']);
    const program = [lend(process.execPath), lend(callboard), 'worker'];
    const worker = endWithTest(
      spawn('podman', ['exec', '-i', name, ...program], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const receiver = startStep('ours', ['process', root, '-i', 'job']);
    worker.stdout.pipe(receiver.child.stdin!);
    worker.stdin.end(job);
    const { code, stdout, stderr } = await receiver.ended;
    assert.deepEqual([code, stderr], [0, ''], stdout.toString());
    assert.match(stdout.toString(), /changed: \[localhost\]/);
    assert.deepEqual(readEnd(join(root, 'artifacts/job')), { rc: 0, status: 'successful' });
  });
});
