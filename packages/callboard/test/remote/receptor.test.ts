import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { describeWithAnsible, makeDirectory, play, readEnd, shell } from '../run/helpers.js';
import { assertGone, endProcesses } from '../run/processes.js';
import { callboard, runStep, startStep } from './helpers.js';

interface WorkUnit {
  readonly command: ChildProcess;
  readonly ended: Promise<number | null>;
  /** What `receptorctl work results` prints: the file as it grows, until the command has ended. */
  readonly results: ChildProcess;
}

/**
 * A unit of work as Receptor's command runner has it (pkg/workceptor/command.go): a session of its own, the payload in
 * a file, stdout *and* stderr in one other file that is read while it grows.
 */
function startWorkUnit(t: TestContext, payload: Buffer): WorkUnit {
  const directory = makeDirectory();
  const [payloadFile, resultFile] = [join(directory, 'stdin'), join(directory, 'stdout')];
  writeFileSync(payloadFile, payload);
  const [input, output] = [openSync(payloadFile, 'r'), openSync(resultFile, 'w', 0o600)];
  const command = spawn(process.execPath, [callboard, 'worker'], { detached: true, stdio: [input, output, output] });
  for (const fd of [input, output]) closeSync(fd);
  const results = spawn('tail', ['-c', '+1', '-s', '0.1', '-f', `--pid=${command.pid}`, resultFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => [command, results].forEach((child) => child.kill('SIGKILL')));
  return { command, ended: new Promise((resolve) => command.once('exit', resolve)), results };
}

async function transmit(command: string, envvars: Record<string, string> = {}): Promise<Buffer> {
  const root = makeDirectory({
    'project/a.yml': [play([shell(command, { name: 'work' })])],
    'env/envvars': envvars,
  });
  return (await runStep('ours', ['transmit', root, '-p', 'a.yml', '-i', 'job'])).stdout;
}

describeWithAnsible('a worker as a work-command of Receptor', () => {
  test('runs the job, though its stderr is in the same file as the stream', async (t) => {
    const root = makeDirectory();
    const { ended, results } = startWorkUnit(t, await transmit('echo through Receptor; echo aside >&2'));
    const receiver = startStep('ours', ['process', root, '-i', 'job']);
    results.stdout!.pipe(receiver.child.stdin!);
    const { code, stdout, stderr } = await receiver.ended;
    assert.deepEqual([code, stderr, await ended], [0, '', 0]);
    assert.match(stdout.toString(), /changed: \[localhost\]/);
    assert.deepEqual(readEnd(join(root, 'artifacts/job')), { rc: 0, status: 'successful' });
  });

  test('cancels the play when the unit is canceled', async (t) => {
    const mark = `receptor-${process.pid}`;
    t.after(() => endProcesses(mark));
    const root = makeDirectory();
    const unit = startWorkUnit(t, await transmit('sleep 600', { CALLBOARD_TEST_REMOTE: mark }));
    const receiver = startStep('ours', ['process', root, '-i', 'job']);
    unit.results.stdout!.pipe(receiver.child.stdin!);
    let shown = '';
    for await (const chunk of receiver.child.stdout!) if (/TASK \[work\]/.test((shown += chunk))) break;
    unit.command.kill('SIGINT');
    assert.equal(await unit.ended, 254);
    await assertGone(mark);
    assert.equal((await receiver.ended).code, 254);
    assert.deepEqual(readEnd(join(root, 'artifacts/job')), { rc: 254, status: 'canceled' });
  });
});
