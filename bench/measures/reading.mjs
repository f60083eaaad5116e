import { join } from 'node:path';
import { describeEventCosts } from '../lib/describe-event-costs.mjs';
import { programs } from '../lib/folders.mjs';
import { measureCommand } from '../lib/measure-command.mjs';
import { inMemoryFolder } from '../lib/memory-folder.mjs';
import { runFake } from '../lib/run-fake.mjs';
import { runRounds } from '../lib/run-rounds.mjs';
import { chooseSizes } from '../lib/sizes.mjs';

/** What an event costs whoever reads a run back, by how many it has, each time in a new process. */
export async function measureReading({ contestants, quick, rounds }) {
  const { cli, env, python } = contestants;
  const sizes = chooseSizes(quick);
  return await inMemoryFolder(async (folder) => {
    for (const events of sizes) await runFake({ folder, ident: `of-${events}`, events, env });
    const ask = (question) => (ident) => [join(programs, 'read-run.mjs'), folder, ident, question];
    const questions = {
      'all events': ask('events'),
      'stats()': ask('stats'),
      'hostEvents()': ask('host05'),
      'callboard show': (ident) => [cli, 'show', folder, '-i', ident],
    };
    const rows = [];
    for (const [what, makeCommand] of Object.entries(questions)) {
      const read = (events) => async () => {
        const command = [process.execPath, ...makeCommand(`of-${events}`)];
        const { wall, cpu, peak } = await measureCommand({ command, env, python });
        return { wall, cpu, memory: peak / 2 ** 20 };
      };
      const contest = Object.fromEntries(sizes.map((events) => [events, read(events)]));
      rows.push(...describeEventCosts(what, await runRounds(contest, rounds ?? (quick ? 3 : 5))));
    }
    return rows;
  });
}
