import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeEventCosts } from '../lib/describe-event-costs.mjs';
import { expectReceipt } from '../lib/expect-receipt.mjs';
import { measureCommand } from '../lib/measure-command.mjs';
import { inMemoryFolder } from '../lib/memory-folder.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';
import { chooseSizes } from '../lib/sizes.mjs';
import { startReceiver } from '../lib/start-receiver.mjs';

/** What an event costs `callboard deliver`, in batches of 100, by how many there are. */
export async function measureDelivering({ contestants, quick, rounds }) {
  const { cli, python } = contestants;
  const receiver = await startReceiver(0);
  const env = { ...contestants.env, RUNNER_HTTP_URL: receiver.url, RUNNER_HTTP_FORMAT: 'ndjson' };
  try {
    return await inMemoryFolder(async (folder) => {
      writeSettings(folder);
      const deliver = (events) => async () => {
        const ident = `of-${events}`;
        const command = [process.execPath, cli, 'deliver', folder, '-i', ident, '--quiet'];
        const { wall, cpu, peak } = await measureCommand({ command, env, python });
        expectReceipt(folder, ident);
        rmSync(join(folder, 'artifacts', ident, 'delivery'), { recursive: true });
        return { wall, cpu, memory: peak / 2 ** 20 };
      };
      const sizes = chooseSizes(quick);
      for (const events of sizes) await runFake({ folder, ident: `of-${events}`, events, env: contestants.env });
      const contest = Object.fromEntries(sizes.map((events) => [events, deliver(events)]));
      return describeEventCosts('delivery in batches of 100', await runRounds(contest, rounds ?? (quick ? 2 : 3)));
    });
  } finally {
    await receiver.stop();
  }
}

function writeSettings(folder) {
  mkdirSync(join(folder, 'env'), { recursive: true });
  writeFileSync(join(folder, 'env/settings'), JSON.stringify({ plugins: { http: { batch_records: 100 } } }));
}
