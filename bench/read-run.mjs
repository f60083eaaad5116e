// Reads a run from disk, and says in JSON how many seconds that takes.
//   node read-run.mjs PRIVATE_DATA_DIR IDENT events|stats|HOST
import { openRun } from 'callboard';

const [folder, ident, question] = process.argv.slice(2);
const began = performance.now();
const run = await openRun(folder, ident);
const opened = performance.now();
const found = await answer();
const answered = performance.now();
if (!found) throw new Error(`nothing was found for ${question}`);
console.log(JSON.stringify({ open: (opened - began) / 1000, answer: (answered - opened) / 1000 }));

async function answer() {
  if (question === 'stats') return await run.stats();
  return await countEvents(question === 'events' ? run.events : run.hostEvents(question));
}

async function countEvents(events) {
  let count = 0;
  for await (const event of events) if (event.event) count += 1;
  return count;
}
