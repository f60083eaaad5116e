import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { waitUntilGone } from '../lib/processes.mjs';
import { readRun, readSpool } from '../lib/read-run.mjs';
import { writeScenario } from '../lib/scenarios.mjs';

export const row = {
  number: 1,
  promise: 'nothing that Ansible said is lost at kill -9 of the runner, and no process of the play is left',
  deadline: { short: 180, long: 7200 },
  async prove(lab) {
    const rounds = { fake: lab.pick(12, 400), real: lab.pick(3, 60) };
    let events = 0;
    for (let round = 1; round <= rounds.fake; round += 1) events += await killFake(lab, round);
    for (let round = 1; round <= rounds.real; round += 1) events += await killReal(lab, round);
    return {
      tried: `kill -9 at random moments of ${rounds.fake} plays of a fake Ansible and ${rounds.real} of the real one`,
      times: rounds.fake + rounds.real,
      lost: 0,
      notes: [`${events.toLocaleString('en-GB')} events were said, and are kept to the byte`],
    };
  },
};

/** What it says is compared with what it wrote down beside. */
async function killFake(lab, round) {
  const home = lab.folder(`fake-${round}`);
  const { random } = lab;
  const flees = round % 3 === 0;
  const playbook = writeScenario(home, 'play', {
    events: 50 + random.below(400),
    delayMs: random.below(3),
    variety: random.below(1e6),
    foreignEvery: 7,
    chunkBytes: random.pick([0, 0, 3, 100]),
    flee: flees ? join(home, 'fled') : undefined,
  });
  const run = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook, settings: { stop_grace: 1 } };
  // Somebody who flees must be there, or nobody would miss them.
  const sign = flees ? 'fled' : 'artifacts/run/spool/owner.json';
  await killAndRecover(lab, home, run, { sign, afterMs: random.below(1500) });
  if (!existsSync(join(home, 'play.oracle')) || !existsSync(join(home, 'artifacts/run/journal.ndjson'))) return 0;
  const { events, problems } = readRun(lab, join(home, 'artifacts/run'), join(home, 'play.oracle'));
  if (problems.length > 0) lab.fail(`round ${round}: the recovered run is not what was said`, problems);
  rmSync(home, { recursive: true });
  return events.length;
}

/** What it says is compared with the spool, kept under another name. */
async function killReal(lab, round) {
  const home = lab.folder(`real-${round}`);
  const tasks = [{ 'ansible.builtin.debug': { msg: 'item {{ item }}' }, loop: '{{ range(20000) | list }}' }];
  writeScenario(home, 'unused', {});
  writeFileSync(join(home, 'project/play.yml'), JSON.stringify([{ hosts: 'localhost', gather_facts: false, tasks }]));
  const run = { privateDataDir: home, ident: 'run', playbook: 'play.yml', settings: { stop_grace: 1 } };
  const sign = 'artifacts/run/spool/owner.json';
  await killAndRecover(lab, home, run, { sign, afterMs: 500 + lab.random.below(3000) });
  const spool = join(home, 'kept-spool');
  if (!existsSync(join(home, 'artifacts/run/journal.ndjson'))) return 0;
  const { events, problems } = readRun(lab, join(home, 'artifacts/run'));
  if (problems.length > 0) lab.fail(`round ${round}: the recovered run is not whole`, problems);
  const said = existsSync(spool) ? readSpool(readFileSync(spool, 'utf8')) : [];
  const ids = said.map(({ uuid }) => uuid);
  const kept = events.filter(({ pid }) => pid !== undefined).map(({ uuid }) => uuid);
  if (ids.join() !== kept.join()) lab.fail(`round ${round}: ${ids.length} events were said, ${kept.length} are kept`);
  rmSync(home, { recursive: true });
  return kept.length;
}

/** Kills the runner so many milliseconds after a file is there; whoever looks at the run then completes it. */
async function killAndRecover(lab, home, options, { sign, afterMs }) {
  const runner = lab.startRun(options, { env: { ...lab.env, LAB_MARK: home } });
  const artifactDir = join(home, 'artifacts/run');
  while (!existsSync(join(home, sign)) && runner.process.exitCode === null) await wait(1);
  await wait(afterMs);
  keepSpool(artifactDir, join(home, 'kept-spool'));
  runner.kill('SIGKILL');
  await runner.ended;
  // Before there is a journal nothing has been started.
  const isThere = existsSync(join(artifactDir, 'journal.ndjson'));
  if (isThere) await show(lab, home);
  if (isThere && readFileSync(join(artifactDir, 'status'), 'utf8') === 'successful') return endFled(home);
  const left = await waitUntilGone(`LAB_MARK=${home}`, 2);
  if (left.length > 0) lab.fail('processes of the play are left', { left, afterMs });
}

async function show(lab, home) {
  const { stderr, code } = await lab.callboard([lab.random.pick(['show', 'events']), home]).ended;
  if (code !== 0) lab.fail("the run that was cut off can't be shown", { code, stderr });
}

/** A play that has come to its end may leave somebody behind on purpose. */
function endFled(home) {
  const path = join(home, 'fled');
  if (existsSync(path)) process.kill(Number(readFileSync(path, 'utf8')), 'SIGKILL');
}

function keepSpool(artifactDir, to) {
  try {
    linkSync(join(artifactDir, 'spool/events'), to);
  } catch {
    // There is none yet, or none any more.
  }
}
