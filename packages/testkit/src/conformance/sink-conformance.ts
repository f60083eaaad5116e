import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findLeaks } from './find-leaks.js';
import { makeGate } from './gate.js';
import { Ledger } from './ledger.js';
import { type Ended, Project } from './project.js';
import type { ConformanceReceiver, SinkConformance } from './receiver.js';
import { writeRecordedRun } from './recorded-run.js';

/** What a crash may repeat: deliveries whose cursor was not on disk yet (ten batches of a hundred), and one batch. */
const mostRepeats = 1100;
const count = 700;
const killedAt = 1300;

/**
 * Tests with node:test what every sink owes its users: order, retries, rejection, crashes, coming back, an end. They
 * run the real `callboard deliver` with a run on disk against the receiver that you give.
 */
export function sinkConformance(options: SinkConformance): void {
  describe('conformance of a sink', () => {
    const ledger = new Ledger();
    const project = new Project(options.package);
    let receiver: ConformanceReceiver;
    let runs = 0;

    before(async () => {
      receiver = await options.startReceiver(ledger.offer);
      project.configure({ ...receiver.settings, ...options.secrets });
    });
    after(async () => {
      await receiver?.stop();
      project.remove();
    });

    const makeRun = (length: number): { ident: string; ids: string[]; deliver: string[] } => {
      ledger.clear();
      const ident = `run-${(runs += 1)}`;
      writeRecordedRun(project.privateDataDir, ident, length);
      const ids = Array.from({ length }, (_, at) => `${ident}:${at + 1}`);
      return { ident, ids, deliver: ['deliver', project.privateDataDir, '-i', ident] };
    };

    test('everything arrives once and in order, and the process ends by itself', async () => {
      const { ids, deliver } = makeRun(count);
      expectCode(await project.run(...deliver), 0);
      ledger.expectAll(ids);
      assert.equal(ledger.repeats, 0);
    });

    test('what is refused for now comes again, with the same id and the same bytes', async () => {
      const { ids, deliver } = makeRun(60);
      const refused = new Set<string>();
      ledger.decide = ([first]) => {
        if (!first || refused.has(first.id)) return { answer: 'accept' };
        refused.add(first.id);
        return { answer: 'retry' };
      };
      expectCode(await project.run(...deliver), 0);
      ledger.expectAll(ids);
      assert.ok(ledger.offered.length > ids.length);
    });

    test('a receiver that never answers is given up on, and tried again', async () => {
      const { ids, deliver } = makeRun(20);
      let hangs = 1;
      ledger.decide = () => (hangs-- > 0 ? { answer: 'hang' } : { answer: 'accept' });
      expectCode(await project.run(...deliver), 0);
      ledger.expectAll(ids);
    });

    test('one rejected record stops no other, is kept with the reason, and is sent again on command', async () => {
      const { ident, ids, deliver } = makeRun(50);
      const poison = `${ident}:17`;
      ledger.decide = (records) =>
        records.some(({ id }) => id === poison) ? { answer: 'reject', ids: [poison] } : { answer: 'accept' };
      expectCode(await project.run(...deliver), 1);
      ledger.expectAll(ids.filter((id) => id !== poison));
      const { stdout } = await project.run('deliveries', project.privateDataDir, '-i', ident, '--dead', '--json');
      const letters = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; reason: string });
      assert.deepEqual(
        letters.map(({ id }) => id),
        [poison],
      );
      assert.ok(letters[0]?.reason);
      ledger.clear();
      expectCode(await project.run(...deliver, '--dead'), 0);
      assert.deepEqual(ledger.accepted, [poison]);
    });

    test('a receiver that goes away and comes back gets the rest', async () => {
      const { ids, deliver } = makeRun(count);
      const gone = makeGate();
      ledger.decide = async () => {
        // The answer is not lost with the receiver: it goes away between two messages.
        if (ledger.accepted.length >= count / 2) await gone.promise;
        return { answer: 'accept' };
      };
      const delivering = project.spawn(...deliver);
      await ledger.acceptedSome(count / 2);
      await receiver.stop();
      await delivering.said(/trying again/);
      ledger.decide = () => ({ answer: 'accept' });
      gone.resolve();
      await receiver.start();
      expectCode(await delivering.ended, 0);
      ledger.expectAll(ids);
    });

    test('killed in the middle of a batch: nothing is lost, little is repeated, under the same ids', async () => {
      const { ids, deliver } = makeRun(2 * count);
      const held = makeGate();
      const reached = makeGate();
      ledger.decide = async () => {
        if (ledger.accepted.length >= killedAt) {
          reached.resolve();
          await held.promise;
          return { answer: 'hang' };
        }
        return { answer: 'accept' };
      };
      const killed = project.spawn(...deliver);
      await reached.promise;
      killed.child.kill('SIGKILL');
      await killed.ended;
      ledger.decide = () => ({ answer: 'accept' });
      held.resolve();
      expectCode(await project.run(...deliver), 0);
      ledger.expectAll(ids);
      assert.ok(ledger.repeats <= mostRepeats, `${ledger.repeats} repeats`);
    });

    test('`callboard plugins test` delivers its samples', async () => {
      ledger.clear();
      expectCode(await project.run('plugins', 'test', (await describePlugin(project)).name, project.privateDataDir), 0);
      assert.equal(ledger.accepted.length, 2);
    });

    test('without its settings it stays idle and says what is missing', async () => {
      project.configure({});
      const { state, why } = await describePlugin(project);
      project.configure({ ...receiver.settings, ...options.secrets });
      assert.equal(state, 'idle');
      assert.match(why, /missing/);
    });

    test('no secret is shown or written, whatever goes wrong', {
      skip: !options.secrets && 'no secrets given',
    }, async () => {
      const { ident, deliver } = makeRun(10);
      const poison = `${ident}:5`;
      let turn = 0;
      ledger.decide = (records) => {
        if (turn++ < 2) return { answer: 'retry' };
        return records.some(({ id }) => id === poison) ? { answer: 'reject', ids: [poison] } : { answer: 'accept' };
      };
      const said = [
        await project.run(...deliver, '--debug'),
        await project.run('plugins', 'test', (await describePlugin(project)).name, project.privateDataDir),
        await project.run('deliveries', project.privateDataDir, '--dead'),
        await project.run('plugins', project.privateDataDir, '--json'),
      ];
      await receiver.stop();
      said.push(await project.run(...makeRun(3).deliver, '--debug', '--timeout', '1'));
      await receiver.start();
      const places = [...said.map(describeEnded), ...readAll(join(project.privateDataDir, 'artifacts'))];
      for (const [name, value] of Object.entries(options.secrets ?? {})) {
        const leaks = places.flatMap((text) => findLeaks(text, value));
        assert.deepEqual([...new Set(leaks)], [], `the value of ${name} is shown, or part of it`);
      }
    });
  });
}

function expectCode(ended: Ended, wanted: number): void {
  assert.equal(ended.code, wanted, describeEnded(ended));
}

function describeEnded({ stdout, stderr }: Ended): string {
  return `${stdout}\n${stderr}`;
}

async function describePlugin(project: Project): Promise<{ name: string; state: string; why: string }> {
  const { stdout } = await project.run('plugins', project.privateDataDir, '--json');
  const plugins = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return plugins.find((plugin) => plugin.package === project.packageName);
}

function readAll(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}
