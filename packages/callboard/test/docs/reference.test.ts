import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { settingNames } from '#callboard/config/check-setting-names.js';
import { readOptions } from '#callboard/delivery/plugin-options.js';
import { errorCatalogue } from '#callboard/errors.js';
import { decodeRecord, encodeRecord } from '#callboard/journal/record.js';

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

test('every error of the catalogue is in the reference, with the same words, and none besides', () => {
  const rows = [...read('docs/reference/errors.md').matchAll(/^\| `(ERR_\w+)` \| (.*) \|$/gm)];
  const documented = Object.fromEntries(rows.map(([, code, text]) => [code, text]));
  assert.deepEqual(documented, { ...errorCatalogue });
});

test('every setting that the code reads is in the reference', () => {
  const page = read('docs/reference/settings.md');
  const files = ['config/read-settings.ts', 'isolation/read-isolation-settings.ts'];
  const source = files.map((file) => read(`packages/callboard/src/${file}`)).join('\n');
  const names = [...source.matchAll(/read(?:Seconds|Switch|Texts?|TextsIfSet|Patterns)\(all, '(\w+)'\)/g)].map(
    ([, name]) => name,
  );
  assert.ok(names.length >= 25);
  for (const name of names) {
    assert.ok(page.includes(`\`${name}\``), `${name} is not documented`);
    assert.ok(settingNames.includes(name ?? ''), `${name} may be taken for a misspelt other one`);
  }
  for (const name of settingNames) assert.ok(page.includes(`\`${name}\``), `${name} is not documented`);
});

test('whoever points at an option in an editor is told what it does', () => {
  const files = [
    'commands/command-options.ts',
    'config/run-options.ts',
    'config/settings-input.ts',
    'delivery/deliver.ts',
    'delivery/list-deliveries.ts',
    'remote/remote-options.ts',
  ];
  for (const file of files) {
    const source = read(`packages/callboard/src/${file}`);
    const options = [...source.matchAll(/^(.*)\n {2}(?:readonly )?(\w+)\?:/gm)];
    assert.ok(options.length > 0, file);
    for (const [, above = '', name] of options) assert.match(above, /\*\/$/, `${file}: ${name}`);
  }
});

test('every option of a plugin is in the reference, and its default', () => {
  const page = read('docs/reference/settings.md');
  const options = readOptions('any', {});
  const documented = { ...options, live_pace: `${options.live_pace / availableParallelism()} for each processor` };
  for (const [name, value] of Object.entries(documented)) {
    const row = page.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``));
    assert.ok(row, `${name} is not documented`);
    if (['number', 'string'].includes(typeof value))
      assert.ok(row.includes(String(value)), `${name}: ${value} is not in "${row}"`);
  }
});

test("the reference's line of a journal is what is written", () => {
  const [, line = ''] = /^```json\n(.*)\n```$/m.exec(read('docs/reference/journal.md')) ?? [];
  const record = decodeRecord(Buffer.from(line));
  assert.equal(record && encodeRecord(record), `${line}\n`);
});
