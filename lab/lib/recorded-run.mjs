import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from './read-run.mjs';
import { writeScenario } from './scenarios.mjs';

/**
 * Lets the fake Ansible play in a project where no sink is configured yet.
 * @returns {Promise<number>} how many records the run has
 */
export async function recordRunToDeliver(lab, project, ident, events) {
  const home = join(project, 'private');
  const playbook = writeScenario(home, ident, { events, batch: 50 });
  const run = lab.startRun({ privateDataDir: home, ident, binary: lab.fakeAnsible, playbook });
  const ended = await run.ended;
  if (ended.code !== 0) lab.giveUp('the run that was to be delivered failed', ended);
  return readRecords(readFileSync(join(home, 'artifacts', ident, 'journal.ndjson'))).records.length;
}

export function configure(project, settings) {
  writeFileSync(join(project, 'private/env/settings'), JSON.stringify(settings));
}
