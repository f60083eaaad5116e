import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';
import { say } from '../../scripts/setup/say.mjs';
import { makePlainEnvironment } from '../../scripts/setup/use-ansible.mjs';
import { work } from './folders.mjs';
import { loadMutations, loadRows } from './load-rows.mjs';
import { proveRow } from './prove-row.mjs';
import { describeConditions, describeMutation, describeOutcome, saveResults } from './report.mjs';
import { tryMutation } from './run-mutations.mjs';
import { writeTable } from './table.mjs';

/**
 * All rows, then all mutations.
 * @param {ReturnType<import('./read-arguments.mjs').readArguments>} chosen
 * @returns {Promise<0 | 1>}
 */
export async function runLab(chosen, ansible) {
  const { scale, seed } = chosen;
  const rows = await loadRows(chosen.only);
  const conditions = describeTheseConditions(chosen, ansible);
  console.log(describeConditions(conditions));
  const env = makePlainEnvironment(ansible, join(root, 'bench/ansible.cfg'));
  const how = { scale, seed, env, log: say };
  const place = join(work, conditions.date.slice(0, 19).replaceAll(':', ''));
  const outcomes = [];
  for (const row of rows) {
    const outcome = await proveRow(row, { ...how, directory: join(place, String(row.number)) });
    console.log(describeOutcome(outcome));
    outcomes.push(outcome);
  }
  const lines = chosen.mutations ? await tryMutations(rows, { ...how, directory: join(place, 'mutation') }) : [];
  say(`kept in ${saveResults(conditions, outcomes, lines)}`);
  if (chosen.writeTable) writeTable(await loadRows(), conditions, outcomes);
  return summarise(outcomes, lines);
}

/** Row 3 has its own. */
async function tryMutations(rows, how) {
  const hasRowThree = rows.some(({ number }) => number === 3);
  const lines = [];
  for (const mutation of await loadMutations((path) => !(hasRowThree && basename(path).startsWith('03-')))) {
    for (const line of await tryMutation(mutation, rows, how)) {
      console.log(describeMutation(line));
      lines.push(line);
    }
  }
  return lines;
}

function describeTheseConditions({ scale, seed }, ansible) {
  const { version } = JSON.parse(readFileSync(join(root, 'packages/callboard/package.json'), 'utf8'));
  const date = new Date().toISOString();
  return { date, version, ansible: ansible.version, node: process.versions.node, scale, seed };
}

function summarise(outcomes, lines) {
  const count = (state) => outcomes.filter((outcome) => outcome.state === state).length;
  const survivors = lines.filter(({ caught, skipped }) => !caught && skipped === undefined).length;
  const parts = [`${count('held')} held`, `${count('failed')} failed`, `${count('skipped')} not tried`];
  if (lines.length > 0) parts.push(`${lines.length} mutations, ${survivors} unnoticed`);
  const isGood = count('failed') === 0 && survivors === 0;
  console.log(`${isGood ? '✓' : '✗'} npm run lab: ${parts.join(', ')}`);
  return isGood ? 0 : 1;
}
