import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeApi } from '../docs/describe-api.mjs';
import { listExports } from '../docs/list-exports.mjs';
import { root } from '../setup/paths.mjs';

test('whatever can be imported has a comment, and the page of all of it is up to date', () => {
  const { page, silent } = describeApi();
  assert.deepEqual(silent, []);
  const written = readFileSync(join(root, 'docs/reference/api.md'), 'utf8');
  assert.equal(written, page, 'npm run build && npm run api');
});

test('exports are found in the files that hand them on, with their own comment or none', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-api-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write(
    'index.d.ts',
    "export { type A, b } from './inner.js';\nexport type * from './all.js';\nexport type * from 'other';\n",
  );
  write(
    'inner.d.ts',
    '/** Not it. */\ntype Hidden = 1;\nexport interface A {}\n/**\n * Says\n * b. Throws ERR.\n *\n * @param x y\n */\nexport declare function b(x: A): void;\n',
  );
  write('all.d.ts', '/** C. */\nexport type C = 1;\n');
  assert.deepEqual(listExports(join(folder, 'index.d.ts')), [
    { name: 'A', kind: 'type', about: '' },
    { name: 'b', kind: 'function', about: 'Says b. Throws ERR.' },
    { name: 'C', kind: 'type', about: 'C.' },
  ]);
});
