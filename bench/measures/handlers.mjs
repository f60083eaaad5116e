import { describeRatios, relate } from '../lib/figures.mjs';
import { makePlay, sayTasks } from '../lib/make-play.mjs';
import { runPlay } from '../lib/run-fake.mjs';
import { runBeside } from '../lib/run-rounds.mjs';

/** Whether Ansible takes longer because a handler does: by Ansible's own clock, first event to last. */
export async function measureHandlers({ contestants, quick, rounds }) {
  const play = makePlay('handlers', { hosts: 20, tasks: sayTasks(quick ? 8 : 30) });
  const options = { privateDataDir: play.folder, playbook: play.playbook };
  const run = (handler) => async () =>
    (await runPlay({ options, handler, times: true }, contestants.env)).ansibleSeconds;
  const contest = { 'blocks for 5 s': run('blocks'), 'takes 10 ms an event': run('is-slow') };
  const samples = await runBeside(run(), contest, rounds ?? (quick ? 2 : 5));
  return Object.entries(samples).map(([what, taken]) =>
    describeRatios(`Ansible's time, a handler ${what} ÷ none`, relate(taken, Number), {
      beside: 'self',
      atMost: 1.05,
    }),
  );
}
