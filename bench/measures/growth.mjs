import { describeMarginalCosts } from '../lib/describe-curve.mjs';
import { describeEventCosts, perEvent } from '../lib/describe-event-costs.mjs';
import { inMemoryFolder } from '../lib/memory-folder.mjs';
import { pickCosts, pickSamples } from '../lib/pick-costs.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';
import { chooseSizes } from '../lib/sizes.mjs';
import { measureEventFile, writeFilesBarely } from '../lib/write-files-barely.mjs';

/**
 * What an event costs the runner on its way to journal and artifacts, by how many there are: with a file for each, and
 * without. Beside it what the files alone cost a bare loop, since a directory of a million is dearer to the kernel than
 * one of a thousand.
 */
export async function measureGrowth({ contestants, quick, rounds }) {
  const { env } = contestants;
  const sizes = chooseSizes(quick);
  const run = (events, settings) => () =>
    inMemoryFolder(async (folder) => {
      const taken = await runFake({ folder, ident: 'bench', events, env, settings });
      return { wall: taken.completeSeconds, cpu: taken.runnerCpu, memory: taken.memoryMiB };
    });
  const bytes = await inMemoryFolder(async (folder) => {
    await runFake({ folder, ident: 'sample', events: 1000, env });
    return measureEventFile(folder, 'sample');
  });
  const write = (count) => () => inMemoryFolder((folder) => writeFilesBarely({ folder, count, bytes }));
  const contest = Object.fromEntries(
    sizes.flatMap((size) => [
      [`whole ${size}`, run(size)],
      [`fileless ${size}`, run(size, { suppress_event_files: true })],
      [`files ${size}`, write(size)],
    ]),
  );
  const samples = await runRounds(contest, rounds ?? (quick ? 2 : 3));
  const pick = (what) => pickSamples(samples, what, sizes);
  return describeCosts(pick('whole'), pick('fileless'), pick('files'));
}

/** What files cost is the kernel's part: what must not grow is all else. */
function describeCosts(whole, fileless, files) {
  const { atMost: _, ...unjudged } = perEvent;
  return [
    ...describeEventCosts('capture, journal, artifacts', whole, unjudged),
    describeMarginalCosts('event files alone, by a bare loop: time per file', pickCosts(files, 'wall'), unjudged),
    describeMarginalCosts('event files alone, by a bare loop: CPU per file', pickCosts(files, 'cpu'), unjudged),
    ...describeEventCosts('the same without event files', fileless),
  ];
}
