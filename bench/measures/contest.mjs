import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expectReceipt } from '../lib/expect-receipt.mjs';
import { compareRounds } from '../lib/figures.mjs';
import { makePlay, sayTasks } from '../lib/make-play.mjs';
import { measureCommand } from '../lib/measure-command.mjs';
import { readStatusTimes } from '../lib/read-status-times.mjs';
import { runRounds } from '../lib/run-rounds.mjs';
import { findDeadUrl, startReceiver } from '../lib/start-receiver.mjs';

/** How `timeout` ends when it had to kill the command. */
const timedOut = -9;

/**
 * The same play by bare Ansible, by us and by Python's ansible-runner, each of the two with its HTTP plugin and
 * receivers good and bad, all settings as they come. The README's chart is drawn from this.
 */
export async function measureContest({ contestants, quick, rounds }) {
  const tasks = quick ? 10 : 25;
  const play = makePlay('contest', { hosts: 20, tasks: sayTasks(tasks) });
  const context = { ...contestants, peer: await contestants.providePeerWithSink(), play };
  const patience = quick ? 30 : 60;
  const [atOnce, slow, hanging] = await Promise.all([0, 10, 'never'].map((delay) => startReceiver(delay)));
  const urls = {
    none: undefined,
    'at once': atOnce.url,
    '10 ms': slow.url,
    hangs: hanging.url,
    'not there': await findDeadUrl(),
  };
  try {
    const contest = { bare: () => runBare(context) };
    for (const [receiver, url] of Object.entries(urls)) {
      contest[`ours ${receiver}`] = () => runOurs(url, context);
      contest[`peer ${receiver}`] =
        receiver === 'hangs' ? once(() => runPeers(url, { ...context, patience })) : () => runPeers(url, context);
    }
    const samples = await runRounds(contest, rounds ?? (quick ? 1 : 3));
    return Object.keys(urls).flatMap((receiver) => describe(receiver, tasks, samples, patience));
  } finally {
    await Promise.all([atOnce, slow, hanging].map(({ stop }) => stop()));
  }
}

async function runBare({ play, env, python }) {
  return await measureCommand({ command: ['ansible-playbook', ...play.bare.args], cwd: play.bare.cwd, env, python });
}

/** `played`: until the run's last status; what comes behind is delivery of what is still owed. */
async function runOurs(url, { play, cli, env, python }) {
  const ident = randomUUID();
  const command = [process.execPath, cli, 'run', play.folder, '-p', play.playbook, '-i', ident, '--quiet'];
  const { wall, ended } = await measureCommand({ command, env: addUrl(env, url), python });
  if (url) expectReceipt(play.folder, ident);
  const { last } = readStatusTimes(join(play.folder, 'artifacts', ident, 'journal.ndjson'));
  return { wall, played: wall - (ended - last) / 1000 };
}

/** It knows no end of the play but its own. `patience`: seconds after which it is killed; none where it ends by itself. */
async function runPeers(url, { play, peer, env, python, patience = 0 }) {
  const command = [
    'timeout',
    '--signal=KILL',
    String(patience),
    peer,
    'run',
    play.folder,
    '-p',
    play.playbook,
    '--quiet',
  ];
  const { wall, code } = await measureCommand({ command, env: addUrl(env, url), python, codes: [0, 1, timedOut] });
  return { wall, played: wall, code };
}

function addUrl(env, url) {
  return url ? { ...env, RUNNER_HTTP_URL: url } : env;
}

/** What takes as long as one is willing to wait is found out once. */
function once(run) {
  let first;
  return () => {
    first ??= run();
    return first;
  };
}

function describe(receiver, tasks, samples, patience) {
  const pick = (name, kind) => samples[name].map((sample) => sample[kind]);
  const play = `20 hosts × ${tasks} tasks`;
  const what = `${play}, ${receiver === 'none' ? 'no receiver' : `the receiver: ${receiver}`}`;
  const compare = (who, name, kind) =>
    compareRounds(`${what}: ${who} ÷ bare`, pick(name, kind), pick('bare', 'wall'), { beside: 'bare' });
  const [played, exited, peers] = [
    compare('ours, until the last status', `ours ${receiver}`, 'played'),
    compare('ours, until the command ends', `ours ${receiver}`, 'wall'),
    compare("Python's", `peer ${receiver}`, 'wall'),
  ];
  const end = judgeEnd(samples[`peer ${receiver}`], patience);
  return [
    { ...played, bar: { play, receiver, part: 'played' } },
    { ...exited, bar: { play, receiver, part: 'exited' } },
    { ...peers, figure: peers.figure + (end ? ` (${end})` : ''), bar: { play, receiver, part: 'peer', end } },
  ];
}

/** How it ended where it did not play the play. */
function judgeEnd(runs, patience) {
  if (runs.some(({ code }) => code === timedOut)) return `does not end: stopped after ${patience} s`;
  return runs.some(({ code }) => code !== 0) ? 'fails' : undefined;
}
