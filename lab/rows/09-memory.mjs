import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeGrowth } from '../../bench/lib/describe-growth.mjs';
import { findDeadUrl } from '../../bench/lib/start-receiver.mjs';
import { watchMemory } from '../../bench/lib/watch-memory.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { sendTo } from '../lib/batch-receiver.mjs';
import { readRun } from '../lib/read-run.mjs';
import { readReceipt } from '../lib/receipts.mjs';
import { configure } from '../lib/recorded-run.mjs';
import { writeScenario } from '../lib/scenarios.mjs';

const standStill = pathToFileURL(join(root, 'lab/hooks/stand-still.mjs')).href;
const most = 64;

export const row = {
  number: 9,
  promise: 'memory is bounded: a dead sink and a million events let the runner grow by 64 MiB at most',
  async prove(lab) {
    const events = lab.pick(100_000, 1_000_000);
    const grown = [await oweToDeadSink(lab, events), await waitForDisk(lab)];
    const [owed, waiting] = grown.map((mebibytes) => mebibytes.toFixed(0));
    return {
      tried: `${events.toLocaleString('en-GB')} events, and a sink that nobody listens to; ${standstill.megabytes} MB while the disk stands still`,
      times: grown.length,
      lost: 0,
      notes: [`it grew by ${owed} MiB after the first 10,000; by ${waiting} MiB while the disk stood still`],
    };
  },
};

async function oweToDeadSink(lab, events) {
  const project = lab.makeProject('dead', ['http']);
  configure(project, sendTo(await findDeadUrl(), { drain_timeout: 0 }));
  const { home, samples } = await watchRun(lab, project, { events, batch: 400 });
  const { owed, cursor } = readReceipt(home, 'run');
  if (cursor !== 0 || owed < events) lab.fail(`the sink that is dead is owed ${owed} records`);
  return checkGrowth(lab, samples, describeGrowth(samples, events).rss);
}

const standstill = { megabytes: 200, textBytes: 3000 };

async function waitForDisk(lab) {
  const { megabytes, textBytes } = standstill;
  const scenario = { events: (megabytes * 1e6) / textBytes, textBytes, batch: 400 };
  const project = lab.makeProject('standstill', []);
  const env = { ...lab.env, LAB_STANDSTILL_UNTIL: join(project, 'private/artifacts/run/spool/exit.json') };
  const { home, samples } = await watchRun(lab, project, scenario, { env, nodeOptions: ['--import', standStill] });
  const { problems } = readRun(lab, join(home, 'artifacts/run'));
  if (problems.length > 0) lab.fail('what is kept is not whole', problems);
  const still = findLongestStandstill(samples);
  return checkGrowth(lab, samples, (still.at(-1).rss - still[0].rss) / 2 ** 20);
}

/** That of the whole journal, while event files are still written, may be longer: it says nothing about the disk. */
function findLongestStandstill(samples) {
  const whole = samples.at(-1).journal;
  const groups = new Map(samples.map(({ journal }) => [journal, []]));
  for (const sample of samples) groups.get(sample.journal).push(sample);
  groups.delete(whole);
  return [...groups.values()].reduce((longest, group) => (group.length > longest.length ? group : longest));
}

async function watchRun(lab, project, scenario, more = {}) {
  const home = join(project, 'private');
  const playbook = writeScenario(home, 'play', scenario);
  const options = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook };
  const run = lab.startRun(options, { cwd: project, ...more });
  const memory = watchMemory(run.pid, join(home, 'artifacts/run/journal.ndjson'));
  const ended = await run.ended;
  const samples = memory.stop();
  if (ended.code !== 0) lab.fail('the run failed', ended);
  return { home, samples };
}

function checkGrowth(lab, samples, mebibytes) {
  if (mebibytes > most) lab.fail(`the runner grew by ${mebibytes.toFixed(1)} MiB`, samples);
  return mebibytes;
}
