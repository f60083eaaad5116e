import { compareRounds } from '../lib/figures.mjs';
import { makePlay, sayTasks } from '../lib/make-play.mjs';
import { runPlay } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';

/** Whether Ansible takes longer because a handler does: by Ansible's own clock, first event to last. */
export async function measureHandlers({ contestants, quick, rounds }) {
  const play = makePlay('handlers', { hosts: 20, tasks: sayTasks(quick ? 8 : 30) });
  const options = { privateDataDir: play.folder, playbook: play.playbook };
  const run = (handler) => async () =>
    (await runPlay({ options, handler, times: true }, contestants.env)).ansibleSeconds;
  const contest = { none: run(), blocks: run('blocks'), slow: run('is-slow') };
  const { none, blocks, slow } = await runRounds(contest, rounds ?? (quick ? 2 : 5));
  return [
    compareRounds("Ansible's time, a handler blocks for 5 s ÷ none", blocks, none, { beside: 'self', atMost: 1.05 }),
    compareRounds("Ansible's time, a handler takes 10 ms an event ÷ none", slow, none, {
      beside: 'self',
      atMost: 1.05,
    }),
  ];
}
