import { compareRounds } from '../lib/figures.mjs';
import { makePlay, sayTasks } from '../lib/make-play.mjs';
import { runContestants } from '../lib/run-contestants.mjs';

/** The shortest play there is: what starting costs. */
export async function measureOneTask(context) {
  const rounds = context.rounds ?? (context.quick ? 3 : 15);
  const play = makePlay('one', { hosts: 1, tasks: sayTasks(1) });
  const samples = await runContestants(play, ['bare', 'cli', 'peer'], { ...context, rounds });
  const pick = (name, kind) => samples[name].map((sample) => sample[kind]);
  return [
    compareRounds('wall, ours, CLI ÷ bare', pick('cli', 'wall'), pick('bare', 'wall'), { atMost: 1.25 }),
    compareRounds("wall, Python's ÷ bare", pick('peer', 'wall'), pick('bare', 'wall')),
    compareRounds('cpu, ours, CLI ÷ bare', pick('cli', 'cpu'), pick('bare', 'cpu')),
    compareRounds("cpu, Python's ÷ bare", pick('peer', 'cpu'), pick('bare', 'cpu')),
  ];
}
