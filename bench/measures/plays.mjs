import { compareRounds, describeRatios, relate } from '../lib/figures.mjs';
import { loopTask, makePlay, sayTasks } from '../lib/make-play.mjs';
import { runContestants } from '../lib/run-contestants.mjs';

const names = { terminal: 'bare in a terminal', library: 'ours, library', cli: 'ours, CLI', peer: "Python's" };

/** Whole plays against bare ansible-playbook. */
export async function measurePlays(context) {
  const { quick } = context;
  const rounds = context.rounds ?? (quick ? 2 : 5);
  const many = makePlay('many', { hosts: 20, tasks: sayTasks(quick ? 10 : 50) });
  const loop = makePlay('loop', { hosts: 1, tasks: loopTask(quick ? 1000 : 3000) });
  return [
    ...(await compare(many, quick ? '20 hosts × 10 tasks' : '20 hosts × 50 tasks', { ...context, rounds })),
    ...(await compare(loop, quick ? 'loop of 1,000' : 'loop of 3,000', { ...context, rounds })),
  ];
}

async function compare(play, what, context) {
  const samples = await runContestants(play, ['terminal', 'library', 'cli', 'peer'], context);
  const besideBare = (name, kind) => relate(samples[name], (sample) => sample[kind]);
  const ratios = (name, kind, limit) =>
    describeRatios(`${what}: ${kind}, ${names[name]} ÷ bare`, besideBare(name, kind), {
      beside: 'bare',
      ...limit,
    });
  const besidePeer = (kind) =>
    compareRounds(`${what}: ${kind}, ours, CLI ÷ Python's`, besideBare('cli', kind), besideBare('peer', kind), {
      beside: 'peer',
    });
  return [
    ratios('terminal', 'wall'),
    ratios('terminal', 'cpu'),
    ...['library', 'cli'].flatMap((name) => [
      ratios(name, 'wall', { atMost: 1.05 }),
      ratios(name, 'cpu', { atMost: 1.15 }),
    ]),
    ratios('peer', 'wall'),
    ratios('peer', 'cpu'),
    besidePeer('wall'),
    besidePeer('cpu'),
  ];
}
