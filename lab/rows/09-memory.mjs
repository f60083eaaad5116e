import { join } from 'node:path';
import { describeGrowth } from '../../bench/lib/describe-growth.mjs';
import { findDeadUrl } from '../../bench/lib/start-receiver.mjs';
import { watchMemory } from '../../bench/lib/watch-memory.mjs';
import { sendTo } from '../lib/batch-receiver.mjs';
import { readReceipt } from '../lib/receipts.mjs';
import { configure } from '../lib/recorded-run.mjs';
import { writeScenario } from '../lib/scenarios.mjs';

const most = 64;

export const row = {
  number: 9,
  promise: 'memory is bounded: a dead sink and a million events let the runner grow by 64 MiB at most',
  async prove(lab) {
    const events = lab.pick(100_000, 1_000_000);
    const project = lab.makeProject('project', ['http']);
    configure(project, sendTo(await findDeadUrl(), { drain_timeout: 0 }));
    const home = join(project, 'private');
    const playbook = writeScenario(home, 'play', { events, batch: 400 });
    const options = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook };
    const run = lab.startRun(options, { cwd: project });
    const memory = watchMemory(run.pid, join(home, 'artifacts/run/journal.ndjson'));
    const ended = await run.ended;
    const samples = memory.stop();
    if (ended.code !== 0) lab.fail('the run failed', ended);
    const { owed, cursor } = readReceipt(home, 'run');
    if (cursor !== 0 || owed < events) lab.fail(`the sink that is dead is owed ${owed} records`);
    const growth = describeGrowth(samples, events).rss;
    if (growth > most) lab.fail(`the runner grew by ${growth.toFixed(1)} MiB`, samples);
    const notes = [`it grew by ${growth.toFixed(0)} MiB after the first 10,000`];
    return {
      tried: `${events.toLocaleString('en-GB')} events, and a sink that nobody listens to`,
      times: 1,
      lost: 0,
      notes,
    };
  },
};
