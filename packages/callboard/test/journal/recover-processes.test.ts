import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { expectTexts, readOracle, type Scenario } from '@callboard/testkit';
import { assertAsTold, assertNowhere, type Kept } from '../helpers/assert-complete.js';
import { startRunner } from '../helpers/children.js';
import { assertRecovered, keepSpool, leaveCutOffRun, untilTold } from '../helpers/cut-off.js';
import { type FakeRun, prepareFakeRun } from '../helpers/fake-run.js';

/** Kills the runner, and its supervisor with it or not, when something has been said. */
async function killWhilePlaying(scenario: Scenario, withSupervisor: boolean): Promise<{ fake: FakeRun; kept: Kept }> {
  const fake = prepareFakeRun(
    { events: 5000, delayMs: 1, ...scenario },
    {
      settings: { stop_grace: 0.5 },
      extravars: { a: 1 },
      inventory: { all: {} },
    },
  );
  const runner = startRunner(fake.options, fake.options.privateDataDir);
  await untilTold(fake, 50);
  if (scenario.flee !== undefined) while (!existsSync(scenario.flee)) await wait(5);
  const supervisor = readSupervisor(fake);
  const spool = keepSpool(fake);
  runner.process.kill('SIGKILL');
  if (withSupervisor) process.kill(supervisor, 'SIGKILL');
  await runner.ended;
  const kept = await assertRecovered(fake, spool);
  assertNothingElse(fake);
  return { fake, kept };
}

function readSupervisor({ artifactDir }: FakeRun): number {
  const owner = JSON.parse(readFileSync(join(artifactDir, 'spool/owner.json'), 'utf8')) as {
    supervisor: { pid: number };
  };
  return owner.supervisor.pid;
}

describe('a runner that is killed leaves no process', () => {
  it('also of a play that ignores SIGTERM', async () => {
    const { fake, kept } = await killWhilePlaying({ ignoreSigterm: true }, false);
    assert.equal(kept.end.status, 'error');
    // It was killed in the middle of a word, so the oracle may know less or more than the spool: by one.
    assert.ok(Math.abs(readOracle(fake.oracle).length - kept.events.length) <= 1);
  });

  it('also of a play that put one in a session of its own, which ignores SIGTERM', async () => {
    const fake = prepareFakeRun({});
    const { kept } = await killWhilePlaying({ flee: join(fake.options.privateDataDir, 'fled') }, false);
    assert.equal(kept.end.status, 'error');
  });

  it('and no event, when its supervisor is killed with it', async () => {
    const { fake, kept } = await killWhilePlaying({}, true);
    assert.equal(kept.end.status, 'error');
    assertPrefixes(fake, kept);
  });

  it('also when its supervisor is killed with it, and the play ignores SIGTERM and fled', async () => {
    const fake = prepareFakeRun({});
    const scenario = { ignoreSigterm: true, flee: join(fake.options.privateDataDir, 'fled') };
    const { kept } = await killWhilePlaying(scenario, true);
    assert.equal(kept.end.status, 'error');
  });

  it('but waits until its supervisor has written everything down', async () => {
    const fake = prepareFakeRun({ events: 200, linger: 60 });
    const runner = startRunner(fake.options, fake.options.privateDataDir);
    await untilTold(fake, 100);
    const supervisor = readSupervisor(fake);
    process.kill(supervisor, 'SIGSTOP');
    const spool = keepSpool(fake);
    runner.process.kill('SIGKILL');
    await runner.ended;
    const recovering = assertRecovered(fake, spool);
    const first = await Promise.race([recovering, wait(400, 'waits')]);
    process.kill(supervisor, 'SIGCONT');
    assert.equal(first, 'waits');
    assertAsTold(await recovering, readOracle(fake.oracle), 'pty');
  });

  it('when only its supervisor is killed: the run ends with an error, whole, whatever the play ignores', async () => {
    const fake = prepareFakeRun({ events: 50, linger: 60, ignoreSigterm: true });
    const runner = startRunner(fake.options, fake.options.privateDataDir);
    await untilTold(fake, 51);
    const supervisor = readSupervisor(fake);
    const spool = keepSpool(fake);
    process.kill(supervisor, 'SIGKILL');
    const { stderr } = await runner.ended;
    assert.match(stderr, /ERR_SUPERVISOR/);
    const kept = await assertRecovered(fake, spool, false);
    assert.equal(kept.end.status, 'error');
  });
});

/** Without a supervisor the terminal ended somewhere: each text is there, or its beginning is. */
function assertPrefixes({ oracle }: FakeRun, { events }: Kept): void {
  const texts = expectTexts(readOracle(oracle), 'pty');
  const ours = events.filter(({ pid }) => pid !== undefined);
  // The fake's last word, to a terminal that was gone, failed.
  assert.ok(ours.length - texts.length <= 1);
  for (const [index, text] of texts.entries())
    assert.ok(text.startsWith(ours[index]?.stdout ?? '?'), `text ${index + 1}`);
  assert.ok(ours.some(({ stdout }) => stdout !== ''));
}

describe('a recovery', () => {
  it('writes no secret into any file, and takes those away that were made for the run', async () => {
    const secrets = [
      'envvars-canary-1',
      'extravars-canary-2',
      'answer-canary-3',
      'setting-canary-4',
      'cmdline-canary-5',
    ];
    const [, , answer = ''] = secrets;
    const fake = await leaveCutOffRun(
      { events: 100, say: secrets.join(' '), ask: 'Password: ' },
      {
        envvars: { API_TOKEN: secrets[0] },
        extravars: { db_password: secrets[1] },
        passwords: { 'Password:': answer },
        settings: { redact_values: secrets.slice(3, 4) },
        cmdline: `-e api_key=${secrets[4]}`,
        inventory: { all: { vars: { ansible_password: secrets[1] } } },
      },
    );
    const left = readFileSync(join(fake.artifactDir, 'spool/terminal'), 'latin1');
    for (const secret of secrets) assert.ok(left.includes(secret), 'Ansible wrote it');
    assert.doesNotMatch(readFileSync(join(fake.artifactDir, 'spool/owner.json'), 'utf8'), /canary/);
    const kept = await assertRecovered(fake, undefined);
    assertNowhere(fake.artifactDir, ['canary']);
    assert.ok(kept.events.some(({ stdout }) => stdout.includes('********')));
    assertNothingElse(fake);
  });

  it('gives what Ansible wrote to stderr in pipes mode, too', async () => {
    const fake = await leaveCutOffRun({ events: 100, stderrEvery: 3, outsideEvery: 5 }, { runnerMode: 'subprocess' });
    const kept = await assertRecovered(fake, undefined);
    const told = readOracle(fake.oracle);
    assertAsTold(kept, told, 'pipes');
    const errors = told.filter(({ stream }) => stream === 2).map(({ text }) => text.toString());
    assert.equal(readFileSync(join(fake.artifactDir, 'stderr'), 'utf8'), errors.join(''));
  });
});

/** Nothing that was made for the run is left, in memory or among the user's files. */
function assertNothingElse({ artifactDir, options }: FakeRun): void {
  const { command } = JSON.parse(readFileSync(join(artifactDir, 'command'), 'utf8')) as { command: string[] };
  const extraVars = command.find((word) => word.startsWith('@'))?.slice(1) ?? '';
  assert.ok(isAbsolute(extraVars), command.join(' '));
  for (const path of [extraVars, dirname(extraVars), join(options.privateDataDir, 'inventory')]) {
    assert.equal(existsSync(path), false, path);
  }
}
