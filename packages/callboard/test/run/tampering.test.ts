import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RunnerEvent } from '@callboard/contract';
import { readOracle } from '@callboard/testkit';
import { openRun, type Run, start } from '#callboard/index.js';
import { assertAsTold, assertComplete, type Kept } from '../helpers/assert-complete.js';
import { type FakeRun, prepareFakeRun } from '../helpers/fake-run.js';
import { assertValid } from './helpers.js';

/** A play with the rights of its runner does that to its own files, when about 50 of its 301 events were said. */
async function tamper(
  what: (artifactDir: string) => void,
): Promise<{ fake: FakeRun; run: Run; events: RunnerEvent[] }> {
  const fake = prepareFakeRun({ events: 300, delayMs: 1 });
  const run = await start(fake.options);
  const events: RunnerEvent[] = [];
  for await (const event of run.events) {
    events.push(event);
    if (event.counter === 50) what(run.artifactDir);
  }
  return { fake, run, events };
}

function findNotice(events: readonly RunnerEvent[], notice: string): string | undefined {
  assertValid(
    events.filter(({ event }) => event === 'warning'),
    [],
  );
  const datas = events.map(({ event_data }) => event_data as { notice?: string; message?: string } | undefined);
  return datas.find((data) => data?.notice === notice)?.message;
}

describe('a play that reaches for its own files', () => {
  it('and shortens the terminal file: all data is kept, and the lost text is told', async () => {
    const { run, events } = await tamper((dir) => truncateSync(join(dir, 'spool/terminal')));
    assert.equal((await run.result).status, 'successful');
    assert.equal(events.filter(({ event }) => event === 'runner_on_ok').length, 300);
    assert.match(findNotice(events, 'lost_output') ?? '', /^\d+ byte\(s\) of Ansible's output are lost/);
  });

  it('and shortens the spool: all text is kept, and the lost data is told', async () => {
    const { run, events } = await tamper((dir) => truncateSync(join(dir, 'spool/events')));
    assert.equal((await run.result).status, 'successful');
    assert.match(findNotice(events, 'lost_events') ?? '', /^The data of \d+ event\(s\) is lost/);
    assert.equal((await run.stdout()).split('\n').filter((line) => line.startsWith('ok: ')).length, 300);
  });

  it('and removes both: nothing is lost', async () => {
    const { fake, run, events } = await tamper((dir) => {
      for (const name of ['events', 'terminal']) rmSync(join(dir, 'spool', name));
    });
    assert.equal((await run.result).status, 'successful');
    assertAsTold({ events } as unknown as Kept, readOracle(fake.oracle), 'pty');
  });

  it('and removes both before its busy runner has looked at them: nothing is lost', async () => {
    const fake = prepareFakeRun({ events: 300, delayMs: 1 });
    const run = await start(fake.options);
    for await (const { status } of run.statuses) {
      if (status !== 'running') continue;
      while (!existsSync(fake.oracle) || readOracle(fake.oracle).length < 20);
      for (const name of ['events', 'terminal']) rmSync(join(run.artifactDir, 'spool', name));
    }
    const { events } = assertComplete((await run.result).artifactDir);
    assertAsTold({ events } as unknown as Kept, readOracle(fake.oracle), 'pty');
  });

  for (const [name, spoil] of Object.entries({
    shortens: (dir: string) => truncateSync(join(dir, 'journal.ndjson')),
    removes: (dir: string) => rmSync(join(dir, 'journal.ndjson')),
  })) {
    it(`and ${name} the journal: the run fails, and whoever opens it has everything again`, async () => {
      const { fake, run } = await tamper(spoil);
      await assert.rejects(run.result, { code: 'ERR_JOURNAL_DAMAGED' });
      assert.equal(run.status, 'error');
      assert.equal(readFileSync(join(run.artifactDir, 'status'), 'utf8'), 'error');
      const opened = await openRun(fake.options.privateDataDir, fake.options.ident);
      assert.equal(opened.isFinished, true);
      const kept = assertComplete(run.artifactDir);
      assertAsTold(kept, readOracle(fake.oracle), 'pty');
      assert.ok(!readdirSync(run.artifactDir).includes('spool'));
    });
  }
});
