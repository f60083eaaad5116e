import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readOracle, type Scenario } from '@callboard/testkit';
import { type RunOptions, type RunResult, run } from '#callboard/index.js';
import { assertAsTold, assertComplete } from '../helpers/assert-complete.js';
import { prepareFakeRun } from '../helpers/fake-run.js';

const pipes: Partial<RunOptions> = { runnerMode: 'subprocess' };

const cases: Readonly<Record<string, { scenario: Scenario; more?: Partial<RunOptions> }>> = {
  'texts of every kind': { scenario: { events: 800, variety: 11 } },
  'texts of every kind, on pipes': { scenario: { events: 800, variety: 12, stderrEvery: 3 }, more: pipes },
  'writes that tear every mark': { scenario: { events: 60, variety: 13, chunkBytes: 3 } },
  'writes that tear every mark, on pipes': { scenario: { events: 60, chunkBytes: 2, stderrEvery: 2 }, more: pipes },
  'marks of its own that are torn or say nonsense': { scenario: { events: 100, tornEvery: 2, chunkBytes: 7 } },
  'marks of other runs, and lines between events': { scenario: { events: 100, foreignEvery: 3, outsideEvery: 2 } },
  'marks that got lost': { scenario: { events: 100, dropMarks: [1, 2, 50, 99, 100] } },
  'marks that got lost, on pipes': { scenario: { events: 100, dropMarks: [1, 50, 100], stderrEvery: 2 }, more: pipes },
  'long texts and much data': { scenario: { events: 20, textBytes: 300_000, dataBytes: 200_000 } },
  'nothing but statistics': { scenario: { events: 0 } },
};

describe('a run captures all that was said, with', () => {
  for (const [name, { scenario, more = {} }] of Object.entries(cases)) {
    it(name, async () => {
      const fake = prepareFakeRun(scenario, more);
      const result = await run(fake.options);
      assert.equal(result.status, 'successful');
      const kept = assertComplete(fake.artifactDir);
      assert.equal(result.eventCount, kept.events.length);
      assertAsTold(kept, readOracle(fake.oracle), more === pipes ? 'pipes' : 'pty');
    });
  }

  it('no events at all, where Ansible said nothing', async () => {
    const fake = prepareFakeRun({ events: 0, stats: false });
    const result = await run(fake.options);
    assert.deepEqual([result.status, result.eventCount, result.stats], ['successful', 0, undefined]);
    assertComplete(fake.artifactDir);
  });

  it('the exit code, or the signal, with which Ansible ended', async () => {
    const end = async (scenario: Scenario): Promise<RunResult> => await run(prepareFakeRun(scenario).options);
    const [failed, killed] = [await end({ exitCode: 4 }), await end({ killedBy: 'SIGKILL' })];
    assert.deepEqual([failed.status, failed.rc, failed.eventCount], ['failed', 4, 11]);
    assert.deepEqual([killed.status, killed.rc, killed.eventCount], ['failed', 137, 11]);
  });

  it('an answered prompt as a line, and the answer nowhere', async () => {
    const fake = prepareFakeRun({ ask: 'Vault password: ' }, { passwords: { '^Vault password:\\s*$': 'hunter2!' } });
    await run(fake.options);
    const { events } = assertComplete(fake.artifactDir);
    assert.ok(events.some(({ stdout }) => stdout.includes('8 characters')));
    assert.ok(!JSON.stringify(events).includes('hunter2'));
  });
});
