import { compareRounds, describeRatios, relate } from '../lib/figures.mjs';
import { makePlay, sayTasks } from '../lib/make-play.mjs';
import { runContestants } from '../lib/run-contestants.mjs';

/** The shortest play there is: what starting costs. */
export async function measureOneTask(context) {
  const rounds = context.rounds ?? (context.quick ? 3 : 15);
  const play = makePlay('one', { hosts: 1, tasks: sayTasks(1) });
  const samples = await runContestants(play, ['cli', 'peer'], { ...context, rounds });
  return ['wall', 'cpu'].flatMap((kind) => {
    const [cli, peers] = ['cli', 'peer'].map((name) => relate(samples[name], (sample) => sample[kind]));
    const limit = kind === 'wall' ? { atMost: 1.25 } : {};
    return [
      describeRatios(`one task: ${kind}, ours, CLI ÷ bare`, cli, { beside: 'bare', ...limit }),
      describeRatios(`one task: ${kind}, Python's ÷ bare`, peers, { beside: 'bare' }),
      compareRounds(`one task: ${kind}, ours, CLI ÷ Python's`, cli, peers, { beside: 'peer' }),
    ];
  });
}
