import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readOracle } from '@callboard/testkit';
import { openRun } from '#callboard/index.js';
import { isLocked, tryLock } from '#callboard/journal/hold-lock.js';
import type { Owner } from '#callboard/journal/owner.js';
import { callboard } from '../cli/run-callboard.js';
import { assertAsTold, assertComplete } from '../helpers/assert-complete.js';
import { canGoElsewhere, holdLockElsewhere, startReaderElsewhere, startRunner } from '../helpers/children.js';
import { leaveCutOffRun, untilTold } from '../helpers/cut-off.js';
import { type FakeRun, prepareFakeRun } from '../helpers/fake-run.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

const skip = canGoElsewhere() ? false : 'needs root and unshare(1)';

async function openElsewhere({ options }: FakeRun): Promise<unknown> {
  const { code, stdout, stderr } = await startReaderElsewhere(options.privateDataDir, options.ident).ended;
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

describe('in another pid namespace', { skip }, () => {
  it('a run that goes on is seen to go on, and is left alone', async () => {
    const fake = prepareFakeRun({ events: 20, linger: 60 });
    startRunner(fake.options, fake.options.privateDataDir);
    await untilTold(fake, 21);
    assert.deepEqual(await openElsewhere(fake), { status: 'running', cutOff: false });
  });

  it('a run whose runner was killed is completed, though not before its supervisor has ended', async () => {
    const fake = prepareFakeRun({ events: 200, linger: 60 });
    const runner = startRunner(fake.options, fake.options.privateDataDir);
    await untilTold(fake, 201);
    const { supervisor } = JSON.parse(readFileSync(join(fake.artifactDir, 'spool/owner.json'), 'utf8')) as Owner;
    process.kill(supervisor?.pid ?? 0, 'SIGSTOP');
    runner.process.kill('SIGKILL');
    await runner.ended;
    const meanwhile = (await openElsewhere(fake)) as { cutOff: boolean };
    process.kill(supervisor?.pid ?? 0, 'SIGCONT');
    assert.equal(meanwhile.cutOff, false);
    // It ends when the play has.
    while (!((await openElsewhere(fake)) as { cutOff: boolean }).cutOff);
    assertAsTold(assertComplete(fake.artifactDir), readOracle(fake.oracle), 'pty');
  });

  it('a lock is respected as long as its holder lives', async () => {
    const path = join(makeTemporaryDir(), 'some.lock');
    const holder = holdLockElsewhere(path);
    const [word] = (await once(holder.process.stdout!, 'data')) as [string];
    assert.equal(word, 'taken');
    assert.equal(await isLocked(path), true);
    assert.equal(await tryLock(path), undefined);
    holder.process.kill('SIGKILL');
    await holder.ended;
    while (await isLocked(path));
    const release = await tryLock(path);
    assert.ok(release);
    await release();
    assert.equal(await isLocked(path), false);
  });
});

/** A run that was cut off, as another machine sees it. */
async function leaveRunElsewhere(): Promise<FakeRun> {
  const fake = await leaveCutOffRun({ events: 100 });
  const path = join(fake.artifactDir, 'spool/owner.json');
  const owner = JSON.parse(readFileSync(path, 'utf8')) as Owner;
  const runner = { ...owner.runner, started: 'ffffffff 1', place: 'ffffffff 4026531836' };
  writeFileSync(path, JSON.stringify({ ...owner, runner }));
  return fake;
}

describe('on another machine', () => {
  it('nobody can tell whether a run goes on: it is left alone until somebody says that it was lost', async () => {
    const fake = await leaveRunElsewhere();
    const { privateDataDir, ident } = fake.options;
    const journal = readFileSync(join(fake.artifactDir, 'journal.ndjson'));
    const run = await openRun(privateDataDir, ident);
    assert.deepEqual([run.isOutOfSight, run.cutOff, run.isFinished], [true, false, false]);
    assert.ok(readFileSync(join(fake.artifactDir, 'journal.ndjson')).equals(journal));
    const completed = await openRun(privateDataDir, ident, { assumeLost: true });
    assert.deepEqual([completed.isOutOfSight, completed.cutOff, completed.isFinished], [false, true, true]);
    assertAsTold(assertComplete(fake.artifactDir), readOracle(fake.oracle), 'pty');
  });

  it('the commands say so, and complete it when they are told', async () => {
    const fake = await leaveRunElsewhere();
    const { privateDataDir } = fake.options;
    assert.match((await callboard(['runs', privateDataDir])).stdout, / out of sight /);
    const seen = await callboard(['show', privateDataDir]);
    assert.match(seen.stdout, /^out of sight  .*\n  Its runner is on another machine/);
    const told = await callboard(['show', privateDataDir, '--assume-lost']);
    assert.match(told.stdout, /^cut off /);
    assertAsTold(assertComplete(fake.artifactDir), readOracle(fake.oracle), 'pty');
  });

  it('but a machine that was started again has lost what ran before', async () => {
    const fake = await leaveCutOffRun({ events: 100 });
    const path = join(fake.artifactDir, 'spool/owner.json');
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Owner;
    const runner = { ...owner.runner, started: 'ffffffff 1', place: `${owner.runner.place.split(' ')[0]} 1` };
    writeFileSync(path, JSON.stringify({ ...owner, runner }));
    const { isFinished, cutOff } = await openRun(fake.options.privateDataDir, fake.options.ident);
    assert.deepEqual([isFinished, cutOff], [true, true]);
  });
});
