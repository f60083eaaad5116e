import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const dim = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[2m${text}\x1b[0m` : text);

/**
 * Other systems for the demo: `callboard listen` over HTTP and over ZeroMQ, each a process of its own on a free port.
 * @returns environment that points the sinks at them, a report of what arrived, and a way to end them.
 */
export async function startReceivers(callboard, env) {
  const receivers = await Promise.all([
    startReceiver('http', callboard, ['--http', '0'], env),
    startReceiver('zeromq', callboard, ['--zeromq', 'tcp://127.0.0.1:*'], env),
  ]);
  const [http, zeromq] = receivers;
  showProgress(receivers);
  return {
    env: { RUNNER_HTTP_URL: http.address, RUNNER_SOCKET_URL: zeromq.address },
    report: () => receivers.map(describe),
    end: () => Promise.all(receivers.map((receiver) => receiver.end())),
  };
}

async function startReceiver(name, callboard, args, env) {
  const child = spawn(process.execPath, [callboard, 'listen', ...args, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const receiver = { name, records: 0, last: undefined, address: undefined, onRecord: () => {}, end: () => end(child) };
  createInterface({ input: child.stdout }).on('line', (line) => {
    receiver.records += 1;
    receiver.last = JSON.parse(line);
    receiver.onRecord(receiver.last);
  });
  for await (const line of createInterface({ input: child.stderr })) {
    receiver.address = /listening at (\S+)/.exec(line)?.[1];
    if (receiver.address) break;
  }
  if (!receiver.address) throw new Error(`the ${name} receiver of the demo did not start`);
  child.stderr.resume();
  return receiver;
}

/** A line a task, as soon as both have it, so that one sees them arrive without losing sight of the play. */
function showProgress(receivers) {
  const steps = new Map(receivers.map((receiver) => [receiver, 0]));
  let shown = 0;
  for (const receiver of receivers) {
    receiver.onRecord = (record) => {
      if (!/"(playbook_on_task_start|playbook_on_stats)"/.test(JSON.stringify(record))) return;
      steps.set(receiver, steps.get(receiver) + 1);
      const both = Math.min(...steps.values());
      if (both === shown) return;
      shown = both;
      const counts = receivers.map(({ name, records }) => `${name} ${records}`).join(' · ');
      console.log(dim(`    ⇢ records received so far: ${counts}`));
    };
  }
}

function describe({ name, address, records, last }) {
  const status = /"status":"(\w+)"/.exec(JSON.stringify(last ?? {}))?.[1] ?? '?';
  return `  ${name.padEnd(7)} ${String(records).padStart(4)} records at ${address}, the last one: ${status}`;
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'exit');
}
