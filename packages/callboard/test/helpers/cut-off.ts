import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readOracle, type Scenario } from '@callboard/testkit';
import { openRun, type RunOptions } from '#callboard/index.js';
import { assertGone, findProcesses } from '../run/processes.js';
import { assertComplete, type Kept } from './assert-complete.js';
import { type Child, startRunner } from './children.js';
import { type FakeRun, prepareFakeRun } from './fake-run.js';
import { readSpoolLine } from './staged-output.js';
import { copyTree, makeTemporaryDir } from './temporary-dir.js';

/** Waits for what a runner leaves first. */
export async function untilItBegan({ artifactDir }: FakeRun, runner: Child): Promise<void> {
  while (!existsSync(join(artifactDir, 'spool/owner.json')) && runner.process.exitCode === null) await wait(1);
}

/** Waits until the fake has said so many things. */
export async function untilTold({ oracle }: FakeRun, count: number): Promise<void> {
  while (readOracle(oracle).length < count) await wait(5);
}

/** A second name for the spool's file: the recovery removes only the first. Undefined where there is none yet, or any more. */
export function keepSpool({ artifactDir, options }: Pick<FakeRun, 'artifactDir' | 'options'>): string | undefined {
  const copy = join(options.privateDataDir, 'kept-spool');
  try {
    linkSync(join(artifactDir, 'spool/events'), copy);
    return copy;
  } catch {
    return undefined;
  }
}

/**
 * Opens a run whose runner is gone. It must be whole then, with every line of the spool exactly once, and no process
 * of the play may be left.
 */
export async function assertRecovered(
  fake: Pick<FakeRun, 'artifactDir' | 'options'>,
  spool: string | undefined,
  cutOff = true,
): Promise<Kept> {
  const { privateDataDir, ident } = fake.options;
  const run = await openRun(privateDataDir, ident);
  await assertGone(privateDataDir);
  const kept = assertComplete(fake.artifactDir);
  assert.equal(run.status, kept.end.status);
  assert.equal(run.isFinished, true);
  if (kept.end.status === 'error') assert.equal(run.cutOff, cutOff);
  else assert.equal(kept.end.status, 'successful', 'Ansible came to its end before the kill');
  if (spool !== undefined) assertSameIds(kept, readFileSync(spool, 'utf8'));
  return kept;
}

function assertSameIds({ events }: Kept, spool: string): void {
  const ids = spool
    .split('\n')
    .slice(0, -1)
    .map((line) => readSpoolLine(line).uuid);
  assert.deepEqual(
    events.filter(({ pid }) => pid !== undefined).map(({ uuid }) => uuid),
    ids,
  );
}

/**
 * A run whose runner was stopped early, and killed when the fake had said everything: some of it is in the journal,
 * and much is left to recover. Its supervisor has ended.
 */
export async function leaveCutOffRun(
  scenario: Scenario,
  more: Omit<RunOptions, 'privateDataDir' | 'ident'> = {},
): Promise<FakeRun> {
  // For long enough that the runner, which hears of it four times a second, has not had everything.
  const fake = prepareFakeRun({ linger: 60, delayMs: 8, ...scenario }, more);
  const runner = startRunner(fake.options, fake.options.privateDataDir);
  await untilTold(fake, 1);
  while (statSync(join(fake.artifactDir, 'journal.ndjson')).size < 10_000) await wait(5);
  runner.process.kill('SIGSTOP');
  await untilTold(fake, (scenario.events ?? 10) + 1);
  runner.process.kill('SIGKILL');
  await runner.ended;
  while (findProcesses(fake.options.privateDataDir).length > 0) await wait(10);
  return fake;
}

/** The same cut-off run again, elsewhere. */
export function copyRun({ artifactDir, options, oracle }: FakeRun): FakeRun {
  const privateDataDir = makeTemporaryDir();
  const copy = join(privateDataDir, 'artifacts', options.ident);
  mkdirSync(dirname(copy), { recursive: true });
  copyTree(artifactDir, copy);
  return { artifactDir: copy, oracle, options: { ...options, privateDataDir } };
}
