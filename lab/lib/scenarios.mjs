import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A playbook for the fake Ansible in a private data directory; `<name>.oracle` there gets all that it says.
 * @param {import('@callboard/testkit').Scenario} scenario
 * @returns {string} the playbook's name
 */
export function writeScenario(privateDataDir, name, scenario) {
  const project = join(privateDataDir, 'project');
  mkdirSync(project, { recursive: true });
  const oracle = scenario.batch ? undefined : join(privateDataDir, `${name}.oracle`);
  writeFileSync(join(project, `${name}.json`), JSON.stringify({ oracle, ...scenario }));
  return `${name}.json`;
}
