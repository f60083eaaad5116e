import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { loadMutations, loadRows } from '../../lab/lib/load-rows.mjs';
import { patchProduct } from '../../lab/lib/product.mjs';
import { readTable } from '../../lab/lib/table.mjs';
import { root } from '../setup/paths.mjs';

test("the reference's table says what the lab's rows promise", async () => {
  const rows = await loadRows();
  const table = readTable().map(([number, promise]) => `${number} ${promise}`);
  assert.deepEqual(
    table,
    rows.map(({ number, promise }) => `${number} ${promise}`),
    'npm run lab -- --write-table, with --only for some rows',
  );
});

test('each row is found by the name of its file, and there is none twice', async () => {
  const rows = await loadRows();
  for (const { number, path } of rows) assert.match(basename(path), new RegExp(`^${String(number).padStart(2, '0')}-`));
  assert.equal(new Set(rows.map(({ number }) => number)).size, rows.length);
});

test('each mutation names rows that there are', async () => {
  const numbers = (await loadRows()).map(({ number }) => number);
  for (const { name, rows } of await loadMutations()) {
    assert.ok(rows.length > 0 && rows.every((number) => numbers.includes(number)), name);
  }
});

test('each mutation fits the product, and leaves a program', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'callboard-lab-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  const mutations = await loadMutations();
  const patch = (mutation) => {
    const path = join(directory, mutation.file);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(root, mutation.file), path);
    patchProduct({ directory }, mutation);
  };
  for (const mutation of mutations) patch(mutation);
  assert.throws(() => patch({ ...mutations[0], replace: '}{' }), { code: 'ERR_MUTATION', message: /is no program/ });
});
