import { compareRounds } from '../lib/figures.mjs';
import { makePlay, sayTasks } from '../lib/make-play.mjs';
import { runContestants } from '../lib/run-contestants.mjs';

/** The shortest play there is: what starting costs. */
export async function measureOneTask(context) {
  const rounds = context.rounds ?? (context.quick ? 3 : 15);
  const play = makePlay('one', { hosts: 1, tasks: sayTasks(1) });
  const samples = await runContestants(play, ['bare', 'cli', 'peer'], { ...context, rounds });
  const pick = (name, kind) => samples[name].map((sample) => sample[kind]);
  return ['wall', 'cpu'].flatMap((kind) => {
    const [bare, cli, peers] = ['bare', 'cli', 'peer'].map((name) => pick(name, kind));
    const limit = kind === 'wall' ? { atMost: 1.25 } : {};
    return [
      compareRounds(`one task: ${kind}, ours, CLI ÷ bare`, cli, bare, { beside: 'bare', ...limit }),
      compareRounds(`one task: ${kind}, Python's ÷ bare`, peers, bare, { beside: 'bare' }),
      compareRounds(`one task: ${kind}, ours, CLI ÷ Python's`, cli, peers, { beside: 'peer' }),
    ];
  });
}
