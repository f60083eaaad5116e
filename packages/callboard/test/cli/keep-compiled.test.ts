import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

const require = createRequire(import.meta.url);
const keeper = require.resolve('../../bin/keep-compiled.js');
/** From Node 22 on Node does it itself. */
const skip = 'enableCompileCache' in require('node:module') && 'Node keeps what it compiles';

interface Start {
  readonly status: number | null;
  readonly text: string;
  readonly kept: readonly string[];
}

function start(home: string, program: string, env: Record<string, string> = {}): Start {
  const source = `require(${JSON.stringify(keeper)}).loadCompiled(${JSON.stringify(program)});
    process.stdout.write(require(${JSON.stringify(program)}).answer());`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', source], {
    env: { ...process.env, HOME: home, XDG_CACHE_HOME: '', ...env },
    encoding: 'utf8',
  });
  const directory = join(home, '.cache/callboard');
  return { status, text: stdout + stderr, kept: existsSync(directory) ? readdirSync(directory) : [] };
}

function writeProgram(directory: string, answer: string): string {
  const path = join(directory, 'program.cjs');
  writeFileSync(path, `exports.answer = () => ${JSON.stringify(answer)};`);
  return path;
}

test('what was compiled is kept, used again, and made anew when the program has changed', { skip }, () => {
  const home = makeTemporaryDir();
  const program = writeProgram(home, 'one');
  const first = start(home, program);
  assert.deepEqual([first.status, first.text], [0, 'one']);
  const file = join(home, '.cache/callboard', first.kept[0] ?? '');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const before = statSync(file).ino;
  assert.deepEqual(start(home, program), first);
  assert.equal(statSync(file).ino, before, 'written again although nothing had changed');
  // Of the same length: V8 itself would not notice.
  writeProgram(home, 'two');
  assert.equal(start(home, program).text, 'two');
  assert.notEqual(statSync(file).ino, before);
  assert.equal(start(home, program).text, 'two');
});

test('what is damaged, or what others could have written, is not run', { skip }, () => {
  const home = makeTemporaryDir();
  const program = writeProgram(home, 'one');
  const { kept } = start(home, program);
  const file = join(home, '.cache/callboard', kept[0] ?? '');
  const whole = readFileSync(file);
  for (const spoil of [
    () => writeFileSync(file, whole.subarray(0, whole.length / 2)),
    () => writeFileSync(file, whole.fill(0x5a, whole.length - 8)),
    () => writeFileSync(file, ''),
    () => chmodSync(file, 0o666),
  ]) {
    spoil();
    const before = statSync(file).ino;
    assert.deepEqual(start(home, program), { status: 0, text: 'one', kept });
    assert.notEqual(statSync(file).ino, before);
  }
});

test('a home that cannot be written, or the wish that nothing be kept, changes nothing else', { skip }, () => {
  const home = makeTemporaryDir();
  const program = writeProgram(home, 'one');
  const disabled = start(home, program, { NODE_DISABLE_COMPILE_CACHE: '1' });
  assert.deepEqual(disabled, { status: 0, text: 'one', kept: [] });
  writeFileSync(join(home, '.cache'), 'not a directory');
  assert.deepEqual(start(home, program), { status: 0, text: 'one', kept: [] });
  const nowhere = start(join(home, 'no-such-home'), program);
  assert.deepEqual(nowhere, { status: 0, text: 'one', kept: [] });
  mkdirSync(join(home, 'elsewhere'));
  const chosen = start(home, program, { XDG_CACHE_HOME: join(home, 'elsewhere') });
  assert.equal(chosen.text, 'one');
  assert.equal(readdirSync(join(home, 'elsewhere/callboard')).length, 1);
});

test('a user without a home starts it all the same', { skip }, () => {
  const home = makeTemporaryDir();
  const program = writeProgram(home, 'one');
  const homeless = join(home, 'homeless.cjs');
  writeFileSync(homeless, 'require("node:os").homedir = () => { throw new Error("no home"); };');
  const started = start(home, program, { NODE_OPTIONS: `--require ${homeless}` });
  assert.deepEqual(started, { status: 0, text: 'one', kept: [] });
});
