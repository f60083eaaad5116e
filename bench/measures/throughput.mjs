import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';
import { deliverJournal } from '../lib/deliver-journal.mjs';
import { compareRounds, describeFigure } from '../lib/figures.mjs';
import { work } from '../lib/folders.mjs';
import { makeRecords } from '../lib/make-records.mjs';
import { postBarely } from '../lib/post-barely.mjs';
import { runRounds } from '../lib/run-rounds.mjs';
import { startReceiver } from '../lib/start-receiver.mjs';

/** How many records an HTTP sink delivers a second, beside a bare loop that makes the same requests. */
export async function measureThroughput({ quick, rounds }) {
  const records = makeRecords(quick ? 5000 : 20_000);
  const context = { records, journal: await writeJournal(records), rounds: rounds ?? (quick ? 3 : 7) };
  const receiver = await startReceiver(0);
  try {
    const single = await compare({ ...context, url: receiver.url, size: 1 });
    const batched = await compare({ ...context, url: receiver.url, size: 100 });
    return [
      compareRounds('HTTP, one by one: ours ÷ a bare loop of undici', single.sink, single.bare, {
        beside: 'limit',
        atLeast: 0.8,
      }),
      describeFigure('HTTP, one by one', single.sink, { unit: 'records/s' }),
      describeFigure('HTTP, batches of 100', batched.sink, { unit: 'records/s', atLeast: 20_000 }),
      compareRounds('HTTP, batches of 100: ours ÷ a bare loop of undici', batched.sink, batched.bare, {
        beside: 'limit',
      }),
    ];
  } finally {
    await receiver.stop();
  }
}

/** Records a second, of each. */
async function compare({ url, records, journal, size, rounds }) {
  let turn = 0;
  const takeRate = (send) => async () => {
    const began = performance.now();
    await send();
    return records.length / ((performance.now() - began) / 1000);
  };
  const deliverAnew = async () => {
    turn += 1;
    await deliverJournal({ url, journal, artifactDir: join(work, 'throughput', `${size}-${turn}`), size });
  };
  const contest = { bare: takeRate(() => postBarely({ url, records, size })), sink: takeRate(deliverAnew) };
  return await runRounds(contest, rounds);
}

async function writeJournal(records) {
  const { encodeRecord } = await import(join(root, 'packages/callboard/dist/journal/record.js'));
  const path = join(work, 'throughput.ndjson');
  mkdirSync(work, { recursive: true });
  writeFileSync(path, records.map(encodeRecord).join(''));
  return path;
}
