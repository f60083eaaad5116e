import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { waitForText } from '../helpers/wait-for-text.js';
import { makeDirectory, readEnd, readJobEvents, resultOf } from '../run/helpers.js';
import { assertGone, endProcesses } from '../run/processes.js';
import { type Side, type Step, sides, startStep, transmit } from './helpers.js';
import { type Mesh, noMesh, startMesh } from './mesh.js';

const workTypes: Readonly<Record<Side, string>> = { ours: 'callboard', peer: 'ansible-runner' };

/** Both keep the run in `artifacts/job`. */
function startProcess(side: Side, root: string): Step {
  return startStep(side, ['process', root, '--ident', 'job']);
}

describe('a worker as a work-command of Receptor', { skip: noMesh }, () => {
  let mesh: Mesh;
  before(async () => {
    mesh = await startMesh();
  });
  after(() => mesh.end());

  const submit = (workType: string, ...more: readonly string[]) =>
    mesh.ctl('work', 'submit', workType, '--node', 'node1', '--payload', '-', ...more);

  for (const worker of sides) {
    for (const end of sides) {
      test(`a job of ${end === 'ours' ? 'ours' : "Python's"} goes to ${workTypes[worker]}`, async () => {
        const root = makeDirectory();
        const work = submit(workTypes[worker], '--follow', '--rm');
        const receiver = startProcess(end, root);
        work.stdout.pipe(receiver.child.stdin!);
        // Receptor puts stdout and stderr of a work-command into one stream.
        work.stdin.end(await transmit('echo through Receptor; echo aside >&2', {}, end));
        const { code, stdout, stderr } = await receiver.ended;
        assert.deepEqual([code, stderr], [0, ''], stdout.toString());
        assert.match(stdout.toString(), /changed: \[localhost\]/);
        assert.deepEqual(readEnd(join(root, 'artifacts/job')), { rc: 0, status: 'successful' });
        const { stdout: said, stderr: aside } = resultOf(readJobEvents(join(root, 'artifacts/job')), 'work');
        assert.deepEqual([said, aside], ['through Receptor', 'aside']);
      });
    }
  }

  test('a node that is killed and comes back loses nothing of a job', async () => {
    const root = makeDirectory();
    const go = join(makeDirectory(), 'go');
    const work = submit('callboard', '--follow', '--rm');
    const receiver = startProcess('ours', root);
    work.stdout.pipe(receiver.child.stdin!);
    work.stdin.end(await transmit(`until [ -e ${go} ]; do sleep 0.1; done; echo went on`));
    await waitForText(receiver.child.stdout, /TASK \[work\]/);
    await mesh.restartNode();
    writeFileSync(go, '');
    assert.equal((await receiver.ended).code, 0);
    assert.deepEqual(readEnd(join(root, 'artifacts/job')), { rc: 0, status: 'successful' });
    assert.equal(resultOf(readJobEvents(join(root, 'artifacts/job')), 'work')['stdout'], 'went on');
  });

  test('canceled work is a canceled run, and nothing of it is left', async (t) => {
    const mark = `receptor-${process.pid}`;
    t.after(() => endProcesses(mark));
    const root = makeDirectory();
    const work = submit('callboard');
    work.stdin.end(await transmit('sleep 600', { CALLBOARD_TEST_REMOTE: mark }));
    const unit = /Unit ID: (\S+)/.exec(await text(work.stdout))?.[1] ?? '';
    const receiver = startProcess('ours', root);
    mesh.ctl('work', 'results', unit).stdout.pipe(receiver.child.stdin!);
    await waitForText(receiver.child.stdout, /TASK \[work\]/);
    assert.match(await text(mesh.ctl('work', 'cancel', unit).stdout), /Cancelled/i);
    assert.equal((await receiver.ended).code, 254);
    await assertGone(mark);
    assert.deepEqual(readEnd(join(root, 'artifacts/job')), { rc: 254, status: 'canceled' });
  });

  test('answers what a controller asks of a node', async () => {
    const ask = async (params: string) => {
      const work = submit('callboard', '--follow', '--rm', '--param', `params=${params}`);
      work.stdin.end('');
      return await text(work.stdout);
    };
    assert.match(await ask('--worker-info'), /^cpu_count: \d+$/m);
    assert.match(await ask(`cleanup --file-pattern=${join(makeDirectory(), 'none_*')}`), /changed: False/);
  });
});
