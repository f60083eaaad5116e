import { describeFigure } from '../lib/figures.mjs';
import { inMemoryFolder } from '../lib/memory-folder.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';

const [few, some, many] = [1_000, 10_000, 100_000];

/** Whether an event costs more when there are many. What the start costs is taken out by looking at differences. */
export async function measureGrowth({ contestants, quick, rounds }) {
  const { env } = contestants;
  const run = (events) => () => inMemoryFolder((folder) => runFake({ folder, ident: 'bench', events, env }));
  const samples = await runRounds({ few: run(few), some: run(some), many: run(many) }, rounds ?? (quick ? 2 : 7));
  const perEvent = (kind, [name, count], [otherName, otherCount]) =>
    samples[name].map(
      (sample, round) => ((samples[otherName][round][kind] - sample[kind]) / (otherCount - count)) * 1e6,
    );
  const rows = [
    ['completeSeconds', 'time per event'],
    ['runnerCpu', "the runner's CPU per event"],
  ];
  return rows.flatMap(([kind, what]) => {
    const early = perEvent(kind, ['few', few], ['some', some]);
    const late = perEvent(kind, ['some', some], ['many', many]);
    const ratios = late.map((value, round) => value / early[round]);
    return [
      describeFigure(`${what}, 1,000 to 10,000`, early, { unit: 'µs' }),
      describeFigure(`${what}, 10,000 to 100,000`, late, { unit: 'µs' }),
      describeFigure(`${what}, the latter ÷ the former`, ratios, { unit: '×', atMost: 1.1 }),
    ];
  });
}
