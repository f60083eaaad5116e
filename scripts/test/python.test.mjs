// What runs beside Ansible is Python with tests of its own; they run here so that one count covers all.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { findPythonOf } from '../setup/find-python.mjs';
import { root } from '../setup/paths.mjs';
import { runCommand } from '../setup/run-command.mjs';

const folder = join(root, 'packages/callboard/python/tests');
const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^test_.*\.py$/.test(name)) : [];
const bins = (process.env.CALLBOARD_TEST_ANSIBLE ?? '').split(delimiter).filter(Boolean);
// Several venvs may share one interpreter; the last of them is the newest Ansible's.
const interpreters = new Map(bins.map(findPythonOf).map((python) => [realpathSync(python), python]));
const pythons = interpreters.size > 0 ? interpreters.values() : ['python3'];

for (const python of pythons) {
  for (const name of names) {
    test(`python: ${name} (${python})`, async () => {
      const args = ['-B', '-m', 'unittest', 'discover', '-s', folder, '-p', name];
      const { code, output } = await runCommand(python, args);
      assert.equal(code, 0, `\n${output}`);
      assert.match(output, /^Ran [1-9]\d* tests?/m, `no test ran:\n${output}`);
    });
  }
}
