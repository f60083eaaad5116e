import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom, type OracleEntry, readOracle } from '@callboard/testkit';
import { openRun } from '#callboard/index.js';
import { assertAsTold, assertComplete, type Kept } from '../helpers/assert-complete.js';
import { startReader } from '../helpers/children.js';
import { assertRecovered, copyRun, leaveCutOffRun } from '../helpers/cut-off.js';
import type { FakeRun } from '../helpers/fake-run.js';

describe('recovering a run that was cut off', () => {
  let left: FakeRun;
  let told: OracleEntry[];

  before(async () => {
    left = await leaveCutOffRun({ events: 150, variety: 99, stats: false });
    told = readOracle(left.oracle);
  });

  const journalOf = ({ artifactDir }: FakeRun): string => join(artifactDir, 'journal.ndjson');

  /** Whole, as told, and with the beginning of every run. */
  async function assertAllThere(run: FakeRun): Promise<Kept> {
    const kept = await assertRecovered(run, undefined);
    assertAsTold(kept, told, 'pty');
    assert.deepEqual(
      kept.statuses.map(({ status }) => status),
      ['starting', 'running', 'error'],
    );
    return kept;
  }

  it('says what happened, and how much was recovered', async () => {
    const run = copyRun(left);
    const had = readFileSync(journalOf(run), 'latin1').split('"kind":"event"').length - 1;
    const { end, events } = await assertAllThere(run);
    assert.ok(had < events.length, 'there was nothing to recover');
    assert.match(
      (end as { job_explanation: string }).job_explanation,
      new RegExp(`lost.*stopped.* ${events.length - had} events`),
    );
    assert.equal(readFileSync(join(run.artifactDir, 'rc'), 'utf8'), '254');
  });

  it('is done once: opening again changes nothing', async () => {
    const run = copyRun(left);
    await assertAllThere(run);
    const journal = readFileSync(journalOf(run));
    await assertAllThere(run);
    assert.ok(readFileSync(journalOf(run)).equals(journal));
  });

  it('gives the same events whichever part of them the journal has already, times of text outside events excepted', async () => {
    const whole = (await assertAllThere(copyRun(left))).events;
    const { size } = statSync(journalOf(left));
    const random = createRandom(3);
    for (const at of [0, 1, ...Array.from({ length: 3 }, () => random.below(size)), size - 1]) {
      const run = copyRun(left);
      truncateSync(journalOf(run), at);
      const kept = await assertRecovered(run, undefined);
      assertAsTold(kept, told, 'pty');
      assert.deepEqual(kept.events.map(hideTime), whole.map(hideTime), `cut at ${at}`);
    }
  });

  it('finds its beginning in `command`; where a loss of power left nothing of that, it goes without', async () => {
    const first = readFileSync(journalOf(left), 'utf8').split('\n', 1).join();
    for (const [command, statuses] of [
      [undefined, ['starting', 'running', 'error']],
      ['', ['running', 'error']],
      ['\0\0\0', ['running', 'error']],
      ['[]', ['running', 'error']],
    ] as const) {
      const run = copyRun(left);
      truncateSync(journalOf(run), first.length - 1);
      if (command !== undefined) writeFileSync(join(run.artifactDir, 'command'), command);
      const kept = await assertRecovered(run, undefined);
      assertAsTold(kept, told, 'pty');
      assert.deepEqual(
        kept.statuses.map(({ status }) => status),
        statuses,
      );
    }
  });

  it('writes `command` again where a loss of power left nothing of it', async () => {
    const run = copyRun(left);
    const command = join(run.artifactDir, 'command');
    const had = readFileSync(command, 'utf8');
    writeFileSync(command, '');
    await assertAllThere(run);
    assert.deepEqual(JSON.parse(readFileSync(command, 'utf8')), JSON.parse(had));
  });

  it('makes nothing of what a loss of power left of the terminal, where that leads to other events', async () => {
    const plain = await leaveCutOffRun({ events: 150 });
    // At least one of them cuts a mark.
    for (const size of [0, 1200, 1210, 1220, 1230, 1240, 1250]) {
      const run = copyRun(plain);
      truncateSync(join(run.artifactDir, 'spool/terminal'), size);
      const { events } = await assertRecovered(run, undefined);
      assert.equal(new Set(events.map(({ uuid }) => uuid)).size, events.length, `cut at ${size}: an event comes twice`);
    }
  });

  it('makes good any damage to the journal, and says where it was', async () => {
    const content = readFileSync(journalOf(left));
    const random = createRandom(5);
    const running = content.indexOf('"running"');
    for (const at of [3, 400, running, ...Array.from({ length: 4 }, () => random.below(content.length))]) {
      const run = copyRun(left);
      const damaged = Buffer.from(content);
      damaged[at] = damaged[at]! ^ (1 << random.below(8));
      writeFileSync(journalOf(run), damaged);
      const { end } = await assertAllThere(run);
      const line = content.subarray(0, at).toString('latin1').split('\n').length;
      const wasLastNewline = at === content.length - 1;
      if (!wasLastNewline)
        assert.match(
          (end as { job_explanation: string }).job_explanation,
          new RegExp(`from line ${line} on`),
          `byte ${at}`,
        );
    }
  });

  it('makes good a stretch that became zeros, and a journal that is empty', async () => {
    const content = readFileSync(journalOf(left));
    for (const zeros of [content.subarray(Math.floor(content.length / 2)), content]) {
      const run = copyRun(left);
      const damaged = Buffer.from(content).fill(0, content.length - zeros.length);
      writeFileSync(journalOf(run), damaged);
      assertAsTold(await assertRecovered(run, undefined), told, 'pty');
    }
  });

  it('can be killed at any time, and done again', async () => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const random = createRandom(seed);
      const run = copyRun(left);
      for (let kill = 0; kill < 3; kill += 1) {
        const reader = startReader(run.options.privateDataDir, run.options.ident);
        while (!hasLock(run) && reader.process.exitCode === null) await wait(1);
        await wait(random.below(60));
        reader.process.kill('SIGKILL');
        await reader.ended;
      }
      await assertAllThere(run);
    }
  });

  it('can be asked for by several processes at once, and by one several times', async () => {
    const run = copyRun(left);
    const { privateDataDir, ident } = run.options;
    const readers = [1, 2, 3].map(() => startReader(privateDataDir, ident));
    const here = await Promise.all([openRun(privateDataDir, ident), openRun(privateDataDir, ident)]);
    assert.deepEqual(
      here.map(({ status, cutOff }) => [status, cutOff]),
      [
        ['error', true],
        ['error', true],
      ],
    );
    for (const { ended } of readers) {
      const { stdout, stderr } = await ended;
      assert.deepEqual(JSON.parse(stdout || '{}'), { status: 'error', cutOff: true, rc: 254 }, stderr);
    }
    assertAsTold(assertComplete(run.artifactDir), told, 'pty');
  });

  it('leaves the end alone that was written already, and a spool that was given up goes', async () => {
    const run = copyRun(left);
    await assertAllThere(run);
    const journal = readFileSync(journalOf(run));
    const again = copyRun(left);
    writeFileSync(journalOf(again), journal);
    await assertAllThere(again);
    assert.ok(readFileSync(journalOf(again)).equals(journal));
    const discarded = join(run.artifactDir, 'spool.discarded');
    writeFileSync(discarded, 'secret');
    await assertAllThere(run);
    assert.equal(existsSync(discarded), false);
  });

  it('is refused while somebody runs the run, even this very process', async () => {
    const run = copyRun(left);
    const ownerPath = join(run.artifactDir, 'spool/owner.json');
    const owner = JSON.parse(readFileSync(ownerPath, 'utf8')) as { runner: unknown };
    const { markProcess } = await import('#callboard/journal/process-mark.js');
    writeFileSync(ownerPath, JSON.stringify({ ...owner, runner: markProcess(process.pid) }));
    const before = readFileSync(journalOf(run));
    const opened = await openRun(run.options.privateDataDir, run.options.ident);
    assert.deepEqual([opened.isFinished, opened.cutOff], [false, false]);
    assert.ok(readFileSync(journalOf(run)).equals(before));
    // The same number, but another process: it has been used again.
    writeFileSync(
      ownerPath,
      JSON.stringify({ ...owner, runner: { ...markProcess(process.pid), started: 'long ago' } }),
    );
    await assertAllThere(run);
  });
});

/** Whether a recovery has begun, or is done. */
function hasLock({ artifactDir }: FakeRun): boolean {
  const spool = join(artifactDir, 'spool');
  return !existsSync(spool) || readdirSync(spool).some((name) => name.startsWith('recovery.lock'));
}

function hideTime(event: Kept['events'][number]): unknown {
  return event.pid === undefined ? { ...event, created: '' } : event;
}
