import { describeMarginalCosts } from '../lib/describe-curve.mjs';
import { describeEventCosts, perEvent } from '../lib/describe-event-costs.mjs';
import { inMemoryFolder } from '../lib/memory-folder.mjs';
import { pickCosts } from '../lib/pick-costs.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';
import { chooseSizes } from '../lib/sizes.mjs';
import { measureEventFile, writeFilesBarely } from '../lib/write-files-barely.mjs';

/**
 * What an event costs the runner on its way to journal and artifacts, by how many there are; beside it what its file
 * costs a bare loop, since a directory of a million files is dearer to the kernel than one of a thousand.
 */
export async function measureGrowth({ contestants, quick, rounds }) {
  const { env } = contestants;
  const sizes = chooseSizes(quick);
  const run = (events) => () =>
    inMemoryFolder(async (folder) => {
      const taken = await runFake({ folder, ident: 'bench', events, env });
      return { wall: taken.completeSeconds, cpu: taken.runnerCpu, memory: taken.memoryMiB };
    });
  const bytes = await inMemoryFolder(async (folder) => {
    await runFake({ folder, ident: 'sample', events: 1000, env });
    return measureEventFile(folder, 'sample');
  });
  const write = (count) => () => inMemoryFolder((folder) => writeFilesBarely({ folder, count, bytes }));
  const contest = Object.fromEntries(
    sizes.flatMap((size) => [
      [`run ${size}`, run(size)],
      [`files ${size}`, write(size)],
    ]),
  );
  const samples = await runRounds(contest, rounds ?? (quick ? 2 : 3));
  const pick = (what) => Object.fromEntries(sizes.map((size) => [size, samples[`${what} ${size}`]]));
  return describeCosts(pick('run'), pick('files'));
}

/** The files' part is the kernel's: what must not grow is all else. */
function describeCosts(runs, files) {
  const beyond = Object.fromEntries(Object.entries(runs).map(([size, taken]) => [size, subtract(taken, files[size])]));
  const curve = (what, samples, kind, target) => describeMarginalCosts(what, pickCosts(samples, kind), target);
  const { atMost: _, ...unjudged } = perEvent;
  return [
    ...describeEventCosts('capture, journal, artifacts', runs, unjudged),
    curve('their files alone, by a bare loop: time per file', files, 'wall', unjudged),
    curve('their files alone, by a bare loop: CPU per file', files, 'cpu', unjudged),
    curve('all but the files: time per event', beyond, 'wall', perEvent),
    curve('all but the files: CPU per event', beyond, 'cpu', perEvent),
  ];
}

/** Round by round. */
function subtract(taken, files) {
  return taken.map(({ wall, cpu }, round) => ({ wall: wall - files[round].wall, cpu: cpu - files[round].cpu }));
}
