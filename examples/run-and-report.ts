// Runs a playbook, waits for its end, and reports: each host's results, failures, where everything lies.
//
//     node examples/dist/run-and-report.js [private data dir] [playbook]
import { isEvent, run } from 'callboard';

const [privateDataDir = 'examples/hello', playbook = 'site.yml'] = process.argv.slice(2);

// A play that fails is a result; only what keeps the runner from its work is thrown.
const result = await run({ privateDataDir, playbook, extravars: { greeting: 'Good evening' } });

console.log(
  `${result.status} (rc ${result.rc}) after ${result.durationSeconds.toFixed(1)} s, ${result.eventCount} events`,
);
for (const host of Object.keys(result.stats?.processed ?? {}).sort()) {
  console.log(`  ${host}: ${result.stats?.ok[host] ?? 0} ok, ${result.stats?.failures[host] ?? 0} failed`);
}

for await (const event of result.run.events) {
  if (!isEvent(event, 'runner_on_failed')) continue;
  const { host, task, res } = event.event_data;
  console.log(`  failed: ${host}: ${task}: ${String(res?.msg)}`);
}

// Without statistics Ansible has not come that far: its own words say why.
if (!result.stats) console.log(await result.run.stdout());
console.log(`  everything it said: ${result.artifactDir}`);
process.exitCode = result.rc;
