// Follows a play while it runs, and cancels it on Ctrl-C or after so many seconds.
//
//     node examples/dist/live-events.js [private data dir] [playbook] [seconds]
import { isHostEvent, start } from 'callboard';

const [privateDataDir = 'examples/hello', playbook = 'slow.yml', seconds = '5'] = process.argv.slice(2);

// The library installs no signal handlers: stopping is the program's own decision.
const ctrlC = new AbortController();
process.once('SIGINT', () => ctrlC.abort());

const run = await start({
  privateDataDir,
  playbook,
  signal: AbortSignal.any([ctrlC.signal, AbortSignal.timeout(Number(seconds) * 1000)]),
  statusHandler: (status) => {
    if (status.status === 'running' && status.waiting_for_input) {
      console.log(`Ansible waits for an answer: ${status.waiting_for_input.prompt}`);
    }
  },
});
console.log(`run ${run.ident}`);

// The loop reads the journal: it ends with the run, and a slow one keeps nobody waiting.
for await (const event of run.events) {
  if (!isHostEvent(event)) continue;
  console.log(`${event.created} ${event.event} ${event.event_data.host}: ${event.event_data.task}`);
}

const { status, rc } = await run.result;
console.log(`${status} (rc ${rc})`);
