import { join } from 'node:path';
import { describeFigure } from '../lib/figures.mjs';
import { programs, work } from '../lib/folders.mjs';
import { measureCommand } from '../lib/measure-command.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';

/** Reading a run of 100,000 events, each time by a new process. */
export async function measureRetrieval({ contestants, quick, rounds }) {
  const { env, python } = contestants;
  const folder = join(work, 'retrieval');
  await runFake({ folder, ident: 'bench', events: 100_000, env });
  const read = (question) => async () => {
    const command = [process.execPath, join(programs, 'read-run.mjs'), folder, 'bench', question];
    return JSON.parse((await measureCommand({ command, env, python })).output);
  };
  const samples = await runRounds({ stats: read('stats'), host: read('host05') }, rounds ?? (quick ? 3 : 7));
  const pick = (name, kind) => samples[name].map((sample) => sample[kind]);
  return [
    describeFigure('openRun()', [...pick('stats', 'open'), ...pick('host', 'open')], { unit: 's' }),
    describeFigure('stats()', pick('stats', 'answer'), { unit: 's', below: 1 }),
    describeFigure('hostEvents(), 5,000 of them', pick('host', 'answer'), { unit: 's', below: 1 }),
  ];
}
