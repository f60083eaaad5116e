import { join } from 'node:path';
import { describeFigure } from '../lib/figures.mjs';
import { work } from '../lib/folders.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { watchMemory } from '../lib/watch-memory.mjs';

const mebibyte = 2 ** 20;

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

/** In MiB, from when 10,000 events were in the journal. */
function describeGrowth(samples, events) {
  const last = samples.at(-1);
  const start = samples.find((sample) => sample.journal / last.journal >= 10_000 / events);
  const highest = Math.max(...samples.map((sample) => sample.rss));
  return { rss: (highest - start.rss) / mebibyte, peak: (last.peak - start.rss) / mebibyte };
}
