// A runner that is killed loses nothing: the play is ended, and whoever opens the run completes it.
//
//     node examples/dist/recover.js [private data dir]
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openRun, start } from 'callboard';

const [privateDataDir = 'examples/hello', ident] = process.argv.slice(2);
await (ident === undefined ? killAndRecover(randomUUID()) : runUntilKilled(ident));

/** The victim: says so as soon as the play is at its long task. */
async function runUntilKilled(name: string): Promise<void> {
  const run = await start({ privateDataDir, playbook: 'slow.yml', ident: name, settings: { stop_grace: 1 } });
  for await (const event of run.events) {
    if (event.event === 'runner_on_start' && event.event_data.task === 'Take a while') console.log('ready');
  }
}

async function killAndRecover(name: string): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const victim = spawn(process.execPath, [script, privateDataDir, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(victim.stdout, 'data');
  victim.kill('SIGKILL');
  await once(victim, 'exit');

  const run = await openRun(privateDataDir, name);
  console.log(`${run.status}, cut off: ${run.cutOff}`);
  console.log(run.explanation);
  for await (const event of run.events) console.log(`  ${event.counter} ${event.event}`);
}
