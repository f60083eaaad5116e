import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { loadMutations, loadRows } from '../../lab/lib/load-rows.mjs';
import { readTable } from '../../lab/lib/table.mjs';

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
