import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../scripts/setup/say.mjs';
import { describeMarginalCosts, describeTotals } from '../lib/describe-curve.mjs';
import { programs } from '../lib/folders.mjs';
import { measureCommand } from '../lib/measure-command.mjs';
import { inMemoryFolder } from '../lib/memory-folder.mjs';
import { pickCosts, pickSamples } from '../lib/pick-costs.mjs';
import { playFake } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';

const numbers = [1, 10, 50];
const notMore = { atMost: 1.1 };

/** What a run costs where many go on at once in one process of the library. */
export async function measureCrowd({ contestants, quick, rounds }) {
  const { env, python } = contestants;
  const events = quick ? 2000 : 10_000;
  const runAtOnce = (count, settings) => () =>
    inMemoryFolder(async (folder) => {
      const runs = Array.from({ length: count }, (_, index) => describeRun(folder, index, events, settings));
      const first = describeRun(folder, 'first', 1000, settings);
      const command = [process.execPath, join(programs, 'run-many.mjs'), JSON.stringify({ first, runs })];
      const taken = JSON.parse((await measureCommand({ command, env, python })).output);
      if (taken.events === count * events) return taken;
      throw new SetupError('ERR_EVENTS', `${count} × ${events} events were emitted, the runs have ${taken.events}.`);
    });
  const contest = Object.fromEntries(
    numbers.flatMap((count) => [
      [`whole ${count}`, runAtOnce(count)],
      [`fileless ${count}`, runAtOnce(count, { suppress_event_files: true })],
    ]),
  );
  const samples = await runRounds(contest, rounds ?? (quick ? 2 : 5));
  const what = `runs of ${events.toLocaleString('en-GB')} events`;
  return [
    ...describe(what, pickSamples(samples, 'whole', numbers), {}),
    ...describe(`${what} without files`, pickSamples(samples, 'fileless', numbers), notMore),
  ];
}

function describeRun(folder, name, events, settings) {
  const privateDataDir = join(folder, String(name));
  mkdirSync(privateDataDir);
  return { privateDataDir, ident: `run-${name}`, settings, ...playFake(events) };
}

/** Files grow dearer to the kernel with their number, as in `growth`: time and CPU are judged without them. */
function describe(what, samples, timeTarget) {
  const time = { unit: 's', of: 'runs', scale: 1, ...timeTarget };
  const perRun = (unit) => ({ unit, of: 'runs', scale: 1, ...notMore });
  const delay = { unit: 'ms', of: 'runs' };
  return [
    describeMarginalCosts(`${what}: time per run`, pickCosts(samples, 'wall'), time),
    describeMarginalCosts(`${what}: the runner's CPU per run`, pickCosts(samples, 'cpu'), time),
    describeMarginalCosts(`${what}: memory per run`, pickCosts(samples, 'memory'), perRun('MiB')),
    describeMarginalCosts(`${what}: descriptors per run`, pickCosts(samples, 'descriptors'), perRun('')),
    describeTotals(`${what}: delay of the event loop, median`, pickCosts(samples, 'delayMedian'), delay),
    describeTotals(`${what}: delay of the event loop, highest`, pickCosts(samples, 'delayMost'), delay),
  ];
}
