import { join } from 'node:path';
import { describeGrowth } from '../lib/describe-growth.mjs';
import { describeFigure } from '../lib/figures.mjs';
import { work } from '../lib/folders.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { watchMemory } from '../lib/watch-memory.mjs';

/** As many events as a fake Ansible can emit: how fast they are in the journal, and what that takes of memory. */
export async function measureMillion({ contestants, quick }) {
  const events = quick ? 100_000 : 1_000_000;
  let memory;
  const what = { folder: join(work, 'million'), ident: 'bench', events, env: contestants.env };
  const run = await runFake(what, (pid, journal) => {
    memory = watchMemory(pid, journal);
  });
  const { rss, peak } = describeGrowth(memory.stop(), events);
  const many = `${events.toLocaleString('en-GB')} events`;
  return [
    describeFigure(`${many}: until the last status is in the journal`, [events / run.journalSeconds], {
      unit: 'events/s',
      atLeast: 50_000,
    }),
    describeFigure(`${many}: until all files are written`, [events / run.completeSeconds], { unit: 'events/s' }),
    describeFigure(`${many}: the runner's CPU`, [(run.runnerCpu / events) * 1e6], { unit: 'µs/event' }),
    describeFigure(`${many}: growth of memory after 10,000`, [rss], { unit: 'MiB', atMost: 64 }),
    describeFigure(`${many}: the same, by the highest peak`, [peak], { unit: 'MiB' }),
  ];
}
