// Runs many plays at once in one process, and says in JSON what that took.
//   node run-many.mjs '{"first": options, "runs": [options, …]}'    first: alone, before anything is measured
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { run } from 'callboard';
import { readPeakMemory } from './lib/read-memory.mjs';

const { first, runs } = JSON.parse(process.argv[2]);
// Whatever grows with runs and is not meant to tells Node to say so.
process.on('warning', (warning) => fail(`a warning: ${warning.stack}`));

await run(first);
const before = countDescriptors();
let descriptors = 0;
const watch = setInterval(() => {
  descriptors = Math.max(descriptors, countDescriptors() - before);
}, 100);
const delay = monitorEventLoopDelay({ resolution: 5 });
const usage = process.cpuUsage();
const began = performance.now();
delay.enable();
const results = await Promise.all(runs.map((options) => run(options)));
delay.disable();
const { user, system } = process.cpuUsage(usage);
clearInterval(watch);

const left = countDescriptors() - before;
if (left > 0) fail(`${left} descriptors are still open`);
const failed = results.find(({ status }) => status !== 'successful');
if (failed) fail(`${failed.ident}: ${failed.status}`);
console.log(
  JSON.stringify({
    wall: (performance.now() - began) / 1000,
    cpu: (user + system) / 1e6,
    memory: readPeakMemory(),
    descriptors,
    delayMedian: delay.percentile(50) / 1e6,
    delayMost: delay.max / 1e6,
    events: results.reduce((sum, { eventCount }) => sum + eventCount, 0),
  }),
);

function countDescriptors() {
  return readdirSync('/dev/fd').length;
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
