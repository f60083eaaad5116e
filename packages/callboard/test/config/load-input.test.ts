import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { mergeEnvironment } from '#callboard/config/build-environment.js';
import { readInputEntries, readInputMap, readInputText } from '#callboard/config/load-input.js';
import { readPrivateDataDir } from '#callboard/config/read-private-data-dir.js';
import type { CallboardError } from '#callboard/errors.js';
import { askPython } from '../helpers/ask-python.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

const home = makeTemporaryDir();
let count = 0;

function put(content: string | Buffer): string {
  const path = join(home, `input-${(count += 1)}`);
  writeFileSync(path, content);
  return path;
}

function putPipe(): string {
  const path = join(home, `pipe-${(count += 1)}`);
  execFileSync('mkfifo', [path]);
  return path;
}

const failsWith =
  (pattern: RegExp) =>
  (thrown: CallboardError): boolean => {
    assert.equal(thrown.code, 'ERR_INPUT_FILE');
    assert.match(thrown.message, pattern);
    return true;
  };

describe('reading an input file', () => {
  it('reads maps from JSON, block YAML and flow YAML', async () => {
    for (const text of [
      '{"a": {"b": [1, "x"]}}',
      '---\na:\n  b:\n    - 1\n    - x\n',
      '{a: {b: [1, x]}}',
      ' {"a":{"b":[1,"x",],},}',
    ]) {
      assert.deepEqual(await readInputMap(put(text)), { a: { b: [1, 'x'] } }, text);
    }
  });

  it('takes YAML as Python does: yes and no, merged maps', async () => {
    const text = 'on: yes\noff: no\nbase: &b {x: 1}\nmore: {<<: *b, y: 2}\nnothing: ~\n';
    const found = await readInputMap(put(text));
    assert.deepEqual(found, { true: true, false: false, base: { x: 1 }, more: { x: 1, y: 2 }, nothing: null });
  });

  const asPython: Readonly<Record<string, unknown>> = {
    y: 'y',
    n: 'n',
    Y: 'Y',
    yes: true,
    On: true,
    off: false,
    '1e5': '1e5',
    '1e+5': '1e+5',
    '1.0e5': '1.0e5',
    '1.0e+5': 100_000,
    '.5': 0.5,
    '1_000': 1000,
    '2024-01-01': '2024-01-01',
    '1:30': 90,
    '010': 8,
    '0o10': '0o10',
    '08': '08',
    '0x1f': 31,
    '0b11': 3,
    '~': null,
    '.inf': Infinity,
    '+1': 1,
    '685.230_15e+03': 685_230.15,
    '': null,
  };
  it('takes scalars as PyYAML does', async () => {
    for (const [text, value] of Object.entries(asPython))
      assert.deepEqual(await readInputMap(put(`a: ${text}`)), { a: value }, text);
  });

  it('keeps the text of vaulted and unsafe values, and does not mind other tags', async () => {
    const text = "secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\nraw: !unsafe '{{ x }}'\nother: !mine 5\n";
    const found = await readInputMap(put(text));
    assert.match(String(found?.['secret']), /^\$ANSIBLE_VAULT;1\.1;AES256\n6162\n$/);
    assert.equal(found?.['raw'], '{{ x }}');
    assert.equal(String(found?.['other']), '5');
  });

  it('refuses what holds itself, in maps and lists, and takes what merely stands there twice', async () => {
    for (const text of ['a: &x {b: *x}\n', 'a: &x [[*x]]\n', '&x\na: *x\n']) {
      await assert.rejects(readInputMap(put(text)), failsWith(/an alias stands within what it stands for/), text);
      await assert.rejects(readInputEntries(put(text)), failsWith(/an alias stands within/), text);
    }
    assert.deepEqual(await readInputMap(put('a: &x {y: 1}\nb: [*x, *x]\n')), { a: { y: 1 }, b: [{ y: 1 }, { y: 1 }] });
  });

  it('finds nothing in a file that is missing, empty, or says nothing', async () => {
    for (const path of [
      join(home, 'no-such-file'),
      join(put('x'), 'below-a-file'),
      put(''),
      put('# only a comment\n'),
      put('---\n'),
      put('null'),
    ]) {
      assert.equal(await readInputMap(path), undefined);
    }
    assert.equal(await readInputText(join(home, 'no-such-file')), undefined);
    assert.equal(await readInputText(put('')), '');
  });

  it('says which file is no map, and what stands in it instead is not shown', async () => {
    for (const text of ['- hunter2', 'hunter2', '5', '[hunter2]']) {
      const path = put(text);
      await assert.rejects(readInputMap(path), (thrown: CallboardError) => {
        assert.ok(failsWith(/must be a map of names to values/)(thrown));
        assert.ok(thrown.message.includes(path));
        assert.doesNotMatch(thrown.message, /hunter2/);
        return true;
      });
    }
  });

  it('says which file is broken and where, and shows none of its text: it may be a password', async () => {
    for (const text of ['a: "hunter2\nb: x', '{"a": "hunter2", ]', 'a: hunter2: x', 'ok: 1\n\tb: hunter2']) {
      const path = put(text);
      await assert.rejects(readInputMap(path), (thrown: CallboardError) => {
        assert.ok(failsWith(/is neither JSON nor YAML: .*line \d+, column \d+/)(thrown), text);
        assert.ok(thrown.message.includes(path));
        assert.doesNotMatch(`${thrown.stack} ${String(thrown.cause)}`, /hunter2/, text);
        return true;
      });
    }
  });

  it('says what stands in the way of a file that cannot be read', async () => {
    const directory = join(home, 'a-directory');
    mkdirSync(directory);
    await assert.rejects(readInputText(directory), failsWith(/a-directory cannot be read: EISDIR/));
  });

  it("keeps the file's order where order decides, also of names that look like numbers", async () => {
    for (const text of ['{"b": "1", "10": "2", "a": "3", "9": "4"}', 'b: "1"\n10: "2"\na: "3"\n9: "4"\n']) {
      const found = await readInputEntries(put(text));
      assert.deepEqual(found, [
        ['b', '1'],
        ['10', '2'],
        ['a', '3'],
        ['9', '4'],
      ]);
    }
  });

  it('decodes UTF-8, with a byte order mark or without', async () => {
    assert.deepEqual(await readInputMap(put('ü: 日本\n')), { ü: '日本' });
    assert.deepEqual(await readInputMap(put('\ufeff{"a": 1}')), { a: 1 });
  });

  it("gives environment variables the text that Python's str() gives them", async () => {
    const directory = join(home, 'pdd');
    mkdirSync(join(directory, 'env'), { recursive: true });
    const numbers = ['2.5', '1.0e+22', '3.0', '1.0e-07', '123456.789'];
    writeFileSync(join(directory, 'env/envvars'), numbers.map((number, index) => `V${index}: ${number}\n`).join(''));
    const { envvars } = await readPrivateDataDir(directory);
    const env = mergeEnvironment({ inherited: {}, option: undefined, file: envvars });
    assert.deepEqual(Object.values(env), askPython<string[]>('answer = [str(float(text)) for text in given]', numbers));
  });
});

describe('reading a named pipe', () => {
  it('reads it to its end, however slowly and in whatever pieces it is written', async () => {
    const path = putPipe();
    const reading = readInputText(path);
    const writer = createWriteStream(path);
    for (const piece of ['{"a":', ' "', 'x'.repeat(200_000), '"}']) {
      await new Promise((resolve) => writer.write(piece, () => resolve(undefined)));
      await wait(30);
    }
    writer.end();
    assert.equal(await reading, `{"a": "${'x'.repeat(200_000)}"}`);
  });

  it('gives up when nobody writes, says so, and leaves nothing that keeps the process from its end', async () => {
    const path = putPipe();
    await assert.rejects(
      readInputText(path, 200),
      failsWith(/Nobody wrote into the named pipe .* within 0\.2 seconds/),
    );
  });

  it('reads all of a private data directory from pipes at once', async () => {
    const directory = join(home, 'piped');
    mkdirSync(join(directory, 'env'), { recursive: true });
    const contents = {
      settings: 'a: 1',
      envvars: 'B: c',
      passwords: 'p: q',
      extravars: 'v: w',
      cmdline: '-v',
      ssh_key: 'KEY',
    };
    for (const [name, content] of Object.entries(contents)) {
      const path = join(directory, 'env', name);
      execFileSync('mkfifo', [path]);
      // Writers elsewhere: here, they would wait in all of the threads in which the files are read.
      spawn('sh', ['-c', 'printf %s "$1" > "$2"', 'sh', content, path]);
    }
    const data = await readPrivateDataDir(directory);
    assert.deepEqual(data.settings, { a: 1 });
    assert.deepEqual(data.passwords, [['p', 'q']]);
    assert.equal(data.extravars?.piped, 'v: w');
    assert.deepEqual(data.extravars?.values, { v: 'w' });
    assert.deepEqual([data.cmdline, data.sshKey], ['-v', 'KEY']);
  });
});
