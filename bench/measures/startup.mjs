import { join } from 'node:path';
import { compareRounds, describeFigure } from '../lib/figures.mjs';
import { programs } from '../lib/folders.mjs';
import { measureCommand } from '../lib/measure-command.mjs';
import { runRounds } from '../lib/run-rounds.mjs';

const askPeer =
  'import time; began = time.perf_counter(); import ansible_runner; print((time.perf_counter() - began) * 1000)';

/** Until a command answers, and until the library can be used. */
export async function measureStartup({ contestants, quick, rounds }) {
  const { cli, peer, env, python } = contestants;
  const time =
    (...command) =>
    () =>
      measureCommand({ command, env, python });
  const samples = await runRounds(
    {
      ours: time(process.execPath, cli, '--version'),
      peers: time(peer, '--version'),
      ourImport: time(process.execPath, join(programs, 'import-library.mjs')),
      peersImport: time(join(peer, '../python3'), '-c', askPeer),
    },
    rounds ?? (quick ? 5 : 15),
  );
  const wall = (name) => samples[name].map((sample) => sample.wall);
  const printed = (name) => samples[name].map((sample) => Number(sample.output));
  return [
    compareRounds("--version: wall, ours ÷ Python's", wall('ours'), wall('peers'), { beside: 'peer', below: 1 }),
    describeFigure('import of the library, ours', printed('ourImport'), { unit: 'ms' }),
    describeFigure("import of the library, Python's", printed('peersImport'), { unit: 'ms' }),
  ];
}
