import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { askAnsibleVersion } from '../setup/ansible-on-path.mjs';
import { executablesOnPath } from '../setup/executables-on-path.mjs';
import { findPythonOf, findPythons } from '../setup/find-python.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-find-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function addCommand(place, name, script) {
  const path = join(folder, place, name);
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

test('executables come in the order of PATH; files that cannot be run and relative folders do not count', () => {
  const second = addCommand('b', 'tool', '#!/bin/sh\n');
  const first = addCommand('a', 'tool', '#!/bin/sh\n');
  mkdirSync(join(folder, 'c/tool'), { recursive: true });
  const path = ['a', 'c', 'b'].map((name) => join(folder, name));
  assert.deepEqual(executablesOnPath('tool', ['.', '', ...path].join(delimiter)), [first, second]);
});

test('the version of Ansible is that of its core', async () => {
  const playbook = addCommand('a', 'ansible-playbook', '#!/bin/sh\necho "ansible-playbook [core 2.17.3]"\n');
  assert.equal(await askAnsibleVersion(playbook), '2.17.3');
});

test('an ansible-playbook that is there and fails has no version', async () => {
  const shim = addCommand('a', 'ansible-playbook', '#!/bin/sh\necho "pyenv: command not found" >&2\nexit 127\n');
  assert.equal(await askAnsibleVersion(shim), undefined);
});

test('a Python that does not run is passed over', async () => {
  addCommand('shims', 'python3', '#!/bin/sh\nexit 127\n');
  const shimsFirst = `${join(folder, 'shims')}${delimiter}${process.env.PATH}`;
  const found = await findPythons(shimsFirst);
  assert.ok(found.length > 0);
  assert.ok(found.every(({ path, minor }) => minor >= 9 && !path.startsWith(folder)));
});

test('a Python with several names is found once, at the place of its first', async () => {
  const [python] = await findPythons();
  const names = ['python3', `python3.${python.minor}`, 'python'];
  mkdirSync(join(folder, 'links'));
  for (const name of names) symlinkSync(python.path, join(folder, 'links', name));
  assert.deepEqual((await findPythons(join(folder, 'links'))).length, 1);
});

test("Ansible's Python is its venv's, or the one in its first line", () => {
  addCommand('plain', 'ansible-playbook', '#! /usr/bin/python3\n');
  assert.equal(findPythonOf(join(folder, 'plain')), '/usr/bin/python3');
  const python = addCommand('venv/bin', 'python3', '#!/bin/sh\n');
  writeFileSync(join(folder, 'venv/pyvenv.cfg'), '');
  assert.equal(findPythonOf(join(folder, 'venv/bin')), python);
});
