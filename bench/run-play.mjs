// Runs one play through the library, and says in JSON how it went.
//   node run-play.mjs '{"options": {…}, "handler": "blocks" | "is-slow", "times": true}'
import { run } from 'callboard';
import { readPeakMemory } from './lib/read-memory.mjs';

const { options, handler, times } = JSON.parse(process.argv[2]);
const result = await run({ ...options, eventHandler: handler && chooseHandler(handler) });
const { user, system } = process.cpuUsage();
const memoryMiB = readPeakMemory();
const report = {
  status: result.status,
  rc: result.rc,
  eventCount: result.eventCount,
  runnerCpu: (user + system) / 1e6,
  memoryMiB,
  ansibleCpu: result.cpuSeconds,
  ansibleSeconds: times ? await readAnsibleSeconds(result.run) : undefined,
};
console.log(JSON.stringify(report));
if (result.status !== 'successful') process.exitCode = 1;

/** Both keep the event loop from turning, and use no CPU that Ansible might want. */
function chooseHandler(name) {
  const sleep = (milliseconds) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  if (name === 'is-slow') return () => sleep(10);
  let count = 0;
  return () => {
    count += 1;
    if (count === 100) sleep(5000);
  };
}

/** From its first event to its last, by Ansible's own clock. */
async function readAnsibleSeconds(events) {
  let first;
  let last;
  for await (const event of events) {
    first ??= event;
    if (event.event === 'playbook_on_stats') last = event;
  }
  return (Date.parse(last.created) - Date.parse(first.created)) / 1000;
}
