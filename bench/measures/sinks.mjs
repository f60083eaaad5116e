import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expectReceipt } from '../lib/expect-receipt.mjs';
import { describeRatios, relate } from '../lib/figures.mjs';
import { work } from '../lib/folders.mjs';
import { loopTask, makePlay, sayTasks } from '../lib/make-play.mjs';
import { measureCommand } from '../lib/measure-command.mjs';
import { readStatusTimes } from '../lib/read-status-times.mjs';
import { runBeside } from '../lib/run-rounds.mjs';
import { findDeadUrl, startReceiver } from '../lib/start-receiver.mjs';

const receivers = {
  'answers at once': 0,
  'answers in 10 ms': 10,
  'answers in 500 ms': 500,
  hangs: 'never',
};

/** Whole plays with an HTTP sink whose receiver is slow, hangs or is not there, against the same without a sink. */
export async function measureSinks(context) {
  const { quick } = context;
  const many = makePlay('sinks-many', { hosts: 20, tasks: sayTasks(quick ? 10 : 50) });
  const loop = makePlay('sinks-loop', { hosts: 1, tasks: loopTask(quick ? 1000 : 3000) });
  const { urls, stop } = await startReceivers();
  try {
    return [
      ...(await compare(many, quick ? '20 hosts × 10 tasks' : '20 hosts × 50 tasks', urls, context)),
      ...(await compare(loop, quick ? 'loop of 1,000' : 'loop of 3,000', urls, context)),
    ];
  } finally {
    await stop();
  }
}

async function startReceivers() {
  const started = await Promise.all(
    Object.entries(receivers).map(async ([name, delay]) => [name, await startReceiver(delay)]),
  );
  const urls = Object.fromEntries(started.map(([name, { url }]) => [name, url]));
  return {
    urls: { ...urls, 'is not there': await findDeadUrl() },
    stop: () => Promise.all(started.map(([, receiver]) => receiver.stop())),
  };
}

async function compare(play, what, urls, { contestants, quick, rounds }) {
  const run = (url) => () => runPlay(play, url, contestants);
  const contest = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, run(url)]));
  const samples = await runBeside(run(), contest, rounds ?? (quick ? 2 : 5));
  return Object.keys(urls).map((name) =>
    describeRatios(`${what}: until the last status, the receiver ${name} ÷ no sink`, relate(samples[name], Number), {
      beside: 'self',
      atMost: 1.05,
    }),
  );
}

/** Seconds from the command's start to the run's last status. */
async function runPlay({ folder, playbook }, url, { cli, env, python }) {
  const ident = randomUUID();
  const command = [process.execPath, cli, 'run', folder, '-p', playbook, '-i', ident, '--quiet'];
  const began = Date.now();
  await measureCommand({ command, cwd: work, env: url ? { ...env, RUNNER_HTTP_URL: url } : env, python });
  if (url) expectReceipt(folder, ident);
  return (readStatusTimes(join(folder, 'artifacts', ident, 'journal.ndjson')).last - began) / 1000;
}
