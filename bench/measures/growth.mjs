import { describeEventCosts } from '../lib/describe-event-costs.mjs';
import { inMemoryFolder } from '../lib/memory-folder.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';
import { chooseSizes } from '../lib/sizes.mjs';

/** What an event costs the runner on its way to journal and artifacts, by how many there are. */
export async function measureGrowth({ contestants, quick, rounds }) {
  const { env } = contestants;
  const run = (events) => () =>
    inMemoryFolder(async (folder) => {
      const taken = await runFake({ folder, ident: 'bench', events, env });
      return { wall: taken.completeSeconds, cpu: taken.runnerCpu, memory: taken.memoryMiB };
    });
  const contest = Object.fromEntries(chooseSizes(quick).map((events) => [events, run(events)]));
  return describeEventCosts('capture, journal, artifacts', await runRounds(contest, rounds ?? (quick ? 2 : 3)));
}
