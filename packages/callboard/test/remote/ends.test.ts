import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { openRun, run, start } from '#callboard/index.js';
import { waitForText } from '../helpers/wait-for-text.js';
import { describeWithAnsible, makeDirectory, play, readEnd, shell } from '../run/helpers.js';
import { assertGone, endProcesses, findProcesses } from '../run/processes.js';
import { noPeer, runStep, type Step, type StepEnd, scratch, sides, startStep } from './helpers.js';

let marks = 0;

/** A job that says that it runs, and then nothing for ever. */
async function makeEndlessJob(): Promise<{ job: Buffer; mark: string }> {
  const mark = `CALLBOARD_TEST_REMOTE=${process.pid}-${(marks += 1)}`;
  const [name = '', value = ''] = mark.split('=');
  // Another module would leave its payload in the temporary directory when it is killed, as it does without us.
  const tasks = [{ name: 'wait', 'ansible.builtin.raw': 'sleep 600' }];
  const root = makeDirectory({ 'project/wait.yml': [play(tasks)], 'env/envvars': { [name]: value } });
  const { stdout } = await runStep('ours', ['transmit', root, '-p', 'wait.yml', '-i', 'job']);
  return { job: stdout, mark };
}

interface EndlessPair {
  readonly job: Buffer;
  readonly mark: string;
  /** Where the receiver keeps the run, as `job`. */
  readonly root: string;
  readonly worker: Step;
  readonly receiver: Step;
}

/** A worker that still waits for such a job, and who receives what it says. */
async function startEndlessPair(t: TestContext): Promise<EndlessPair> {
  const { job, mark } = await makeEndlessJob();
  t.after(() => endProcesses(mark));
  const root = makeDirectory();
  const worker = startStep('ours', ['worker']);
  const receiver = startStep('ours', ['process', root, '-i', 'job']);
  worker.child.stdout?.pipe(receiver.child.stdin ?? new PassThrough());
  return { job, mark, root, worker, receiver };
}

/** Resolves when the play's last task has begun. */
async function waitForTask(worker: Step): Promise<void> {
  let text = '';
  await new Promise<void>((resolve, reject) => {
    worker.child.stdout?.on('data', (chunk: Buffer) => /"runner_on_start"/.test((text += chunk)) && resolve());
    void worker.ended.then(({ stdout, stderr }) => reject(new Error(`${stdout}${stderr}`)));
  });
}

describeWithAnsible('how remote jobs end', () => {
  for (const side of sides) {
    test(`a worker that is told to end cancels the play: received by ${side}`, { skip: noPeer }, async (t) => {
      const { job, mark } = await makeEndlessJob();
      t.after(() => endProcesses(mark));
      const worker = startStep('ours', ['worker']);
      worker.child.stdin?.end(job);
      await waitForTask(worker);
      worker.child.kill('SIGTERM');
      const { code, stdout } = await worker.ended;
      assert.equal(code, 254);
      await assertGone(mark);
      const root = makeDirectory();
      const received = await runStep(side, ['process', root, '-i', 'job'], stdout);
      assert.equal(received.code, side === 'ours' ? 254 : 0);
      assert.deepEqual(readEnd(join(root, 'artifacts/job')), { rc: 254, status: 'canceled' });
    });
  }

  test('the play ends when nobody reads the worker any more, however silent it is', async (t) => {
    const { job, mark } = await makeEndlessJob();
    t.after(() => endProcesses(mark));
    const before = readdirSync(scratch);
    const worker = startStep('ours', ['worker']);
    worker.child.stdin?.end(job);
    await waitForTask(worker);
    assert.ok(findProcesses(mark).length > 0);
    worker.child.stdout?.destroy();
    assert.equal((await worker.ended).code, 254);
    await assertGone(mark);
    assert.deepEqual(readdirSync(scratch), before);
  });

  test('a worker that is killed leaves no process; the other end says where the stream was cut', async (t) => {
    const { job, mark, root, worker, receiver } = await startEndlessPair(t);
    worker.child.stdin?.end(job);
    await waitForTask(worker);
    worker.child.kill('SIGKILL');
    const { code, stderr }: StepEnd = await receiver.ended;
    assert.equal(code, 1);
    assert.match(stderr, /ERR_STREAM: The stream ended.*line \d+, byte \d+/);
    assert.equal(readEnd(join(root, 'artifacts/job')).status, 'error');
    assert.equal((await openRun(root, 'job')).cutOff, false);
    await worker.ended;
    await waitUntilGone(mark);
  });

  test('a receiver that is killed leaves what came, and the play is canceled', async (t) => {
    const { job, mark, root, worker, receiver } = await startEndlessPair(t);
    receiver.child.stdin?.once('close', () => worker.child.stdout?.destroy());
    worker.child.stdin?.end(job);
    await waitForText(receiver.child.stdout, /TASK \[wait\]/);
    receiver.child.kill('SIGKILL');
    await Promise.all([receiver.ended, worker.ended]);
    await assertGone(mark);
    const recorded = await openRun(root, 'job');
    assert.equal(recorded.status, 'error');
    assert.match(recorded.explanation ?? '', /received this run was lost/);
    assert.equal(recorded.cutOff, true);
    assert.match(await recorded.stdout(), /TASK \[wait\]/);
  });

  test('others see the run while it comes; cancel tells the worker', async (t) => {
    const { job, mark } = await makeEndlessJob();
    t.after(() => endProcesses(mark));
    const root = makeDirectory();
    const [input, said] = [new PassThrough(), new PassThrough()];
    const worked = run({ streamer: 'worker', input, output: said });
    input.end(job);
    const received = await start({ streamer: 'process', privateDataDir: root, input: said });
    assert.equal(received.ident, 'job', 'the name that was sent');
    const follower = startStep('ours', ['events', root, '-i', 'job', '--follow', '--json']);
    await waitForText(follower.child.stdout, /runner_on_start/);
    assert.equal((await openRun(root, 'job')).isFinished, false);
    received.cancel();
    const result = await received.result;
    assert.deepEqual([result.status, result.rc, result.eventCount > 0], ['canceled', 254, true]);
    assert.equal((await worked).status, 'canceled');
    await follower.ended;
    await assertGone(mark);
  });

  test('a worker keeps what it was told to keep, and stdout is the stream whatever the settings say', async () => {
    const root = makeDirectory({
      'project/a.yml': [play([shell('echo said')])],
      'env/settings': { suppress_ansible_output: false },
    });
    const { stdout: job } = await runStep('ours', ['transmit', root, '-p', 'a.yml', '-i', 'job']);
    const place = makeDirectory({ 'old/file': 'x' });
    const kept = await runStep('ours', ['worker', '--private-data-dir', place], job);
    assert.equal(kept.code, 0);
    assert.ok(
      kept.stdout
        .toString()
        .split('\n')
        .slice(0, -2)
        .every((line) => /^(\{.*\}|[A-Za-z0-9+/=]+\{"eof": true\})$/.test(line)),
    );
    assert.equal(readEnd(join(place, 'artifacts/job')).status, 'successful');
    assert.ok(existsSync(join(place, 'old/file')));
    await runStep('ours', ['worker', '--private-data-dir', place, '--delete'], job);
    assert.equal(existsSync(place), false);
  });

  test('worker-info says what a controller asks; cleanup removes what is old, unused and nobody needs', async () => {
    const info = (await runStep('ours', ['worker', '--worker-info'])).stdout.toString();
    assert.match(info, /^cpu_count: \d+\nerrors: \[\]\nmem_in_bytes: \d+\nrunner_version: .+\nuuid: [\da-f-]{36}\n$/);
    const root = makeDirectory();
    for (const name of ['job-old', 'job-new', 'job-keep', 'other']) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'file'), '');
      if (name !== 'job-new') utimesSync(join(root, name), 1, 1);
    }
    const words = ['worker', 'cleanup', '--file-pattern', join(root, 'job-*'), '--exclude-strings', 'keep'];
    assert.match((await runStep('ours', words)).stdout.toString(), /^Removed 1 private data.*\n\(changed: True\)\n$/);
    assert.deepEqual(readdirSync(root), ['job-keep', 'job-new', 'other']);
    assert.equal((await runStep('ours', words)).stdout.toString(), '(changed: False)\n');
    const refused = await runStep('ours', ['worker', 'cleanup', '--file-pattern', '/us?', '--grace-period', '0']);
    assert.deepEqual([refused.code, /system: \/usr/.test(refused.stderr)], [1, true]);
    const misspelt = await runStep('ours', ['worker', 'cleanup', '--image-prune', '--grace-period', 'an hour']);
    assert.deepEqual([misspelt.code, /--grace-period/.test(misspelt.stderr)], [2, true]);
  });
});

/** The supervisor ends the play when the runner is gone; how long that takes is its own. */
async function waitUntilGone(mark: string): Promise<void> {
  while (findProcesses(mark).length > 0) await new Promise((resolve) => setImmediate(resolve));
}
