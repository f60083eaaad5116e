import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../lib/read-run.mjs';
import { writeScenario } from '../lib/scenarios.mjs';

export const row = {
  number: 20,
  promise: 'two runs at once in one directory are isolated; of two with one ident, one gets a clear error',
  async prove(lab) {
    const times = lab.pick(4, 40);
    for (let round = 1; round <= times; round += 1) {
      await tryManyIdents(lab, round);
      await tryOneIdent(lab, round);
    }
    return { tried: '4 runs at once in one directory, then 4 with one ident', times: times * 2, lost: 0 };
  },
};

const atOnce = 4;

/** Each run has all of its own events and nobody else's. */
async function tryManyIdents(lab, round) {
  const home = lab.folder(`idents-${round}`);
  const idents = Array.from({ length: atOnce }, (_, index) => `run-${index + 1}`);
  const runs = idents.map((ident) => {
    const playbook = writeScenario(home, ident, { events: 40, say: `${ident};`, variety: round });
    return lab.startRun({ privateDataDir: home, ident, binary: lab.fakeAnsible, playbook });
  });
  const ends = await Promise.all(runs.map(({ ended }) => ended));
  for (const [index, ident] of idents.entries()) {
    if (ends[index].code !== 0) lab.fail(`${ident} failed beside others`, ends[index]);
    const { events, problems } = readRun(lab, join(home, 'artifacts', ident), join(home, `${ident}.oracle`));
    if (problems.length > 0) lab.fail(`${ident} is not what was said`, problems);
    if (events.some((event) => event.runner_ident !== ident)) lab.fail(`another run's event is in ${ident}`, events);
  }
}

/** One of them runs to its end, untouched; the others say why they don't. */
async function tryOneIdent(lab, round) {
  const home = lab.folder(`one-${round}`);
  const runs = Array.from({ length: atOnce }, (_, index) => {
    const playbook = writeScenario(home, `by-${index + 1}`, { events: 40, say: `by-${index + 1};` });
    return lab.startRun({ privateDataDir: home, ident: 'same', binary: lab.fakeAnsible, playbook });
  });
  const ends = await Promise.all(runs.map(({ ended }) => ended));
  const winners = ends.flatMap(({ code }, index) => (code === 0 ? [index + 1] : []));
  const losers = ends.filter(({ code }) => code !== 0);
  if (winners.length !== 1) lab.fail(`${winners.length} runs had one ident`, ends);
  for (const { stderr } of losers) {
    if (!/ERR_IDENT_IN_USE/.test(stderr)) lab.fail('a run that did not get the ident gave no clear error', stderr);
  }
  const oracle = join(home, `by-${winners[0]}.oracle`);
  const { problems } = readRun(lab, join(home, 'artifacts/same'), oracle);
  if (problems.length > 0) lab.fail('the run that had the ident is not what was said', problems);
  const others = readdirSync(home).filter((name) => name.endsWith('.oracle') && join(home, name) !== oracle);
  const started = others.filter((name) => readFileSync(join(home, name)).length > 0);
  if (started.length > 0) lab.fail('Ansible was started for a run that did not get the ident', started);
}
