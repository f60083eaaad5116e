import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeGrowth } from '../lib/describe-growth.mjs';
import { expectReceipt } from '../lib/expect-receipt.mjs';
import { describeFigure } from '../lib/figures.mjs';
import { work } from '../lib/folders.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { findDeadUrl } from '../lib/start-receiver.mjs';
import { watchMemory } from '../lib/watch-memory.mjs';

/** What it takes of memory when as many events as a fake Ansible can emit are owed to a receiver that is not there. */
export async function measureBacklog({ contestants, quick }) {
  const events = quick ? 100_000 : 1_000_000;
  const folder = join(work, 'backlog');
  mkdirSync(join(folder, 'env'), { recursive: true });
  writeFileSync(join(folder, 'env/settings'), JSON.stringify({ delivery: { drain_timeout: 0 } }));
  const env = { ...contestants.env, RUNNER_HTTP_URL: await findDeadUrl() };
  let memory;
  await runFake({ folder, ident: 'bench', events, env }, (pid, journal) => {
    memory = watchMemory(pid, journal);
  });
  expectReceipt(folder, 'bench');
  const { rss } = describeGrowth(memory.stop(), events);
  const figure = `${events.toLocaleString('en-GB')} events, the receiver is not there: growth of memory after 10,000`;
  return [describeFigure(figure, [rss], { unit: 'MiB', atMost: 64 })];
}
