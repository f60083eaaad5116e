import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJournal } from '#callboard/journal/read-journal.js';
import { encodeRecord } from '#callboard/journal/record.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

test('who reads a journal piece by piece leaves no buffer behind for each of them', async () => {
  const path = join(makeTemporaryDir(), 'journal.ndjson');
  const records = [1, 2, 3].map((n) => ({ n, at: '', kind: 'event' as const, data: `{"n":${n}}` }));
  writeFileSync(path, records.map(encodeRecord).join(''));
  const before = process.memoryUsage().arrayBuffers;
  for (let piece = 0; piece < 60; piece += 1) {
    for await (const record of readJournal(path)) {
      assert.deepEqual(record, records[0]);
      makeGarbage();
      break;
    }
  }
  const left = process.memoryUsage().arrayBuffers - before;
  assert.ok(left < 4 * 2 ** 20, `${left} bytes are left`);
});

test('two who read at once, and one after them, do not read into the same buffer', async () => {
  const directory = makeTemporaryDir();
  const paths = ['a', 'b', 'c'].map((name) => {
    const path = join(directory, name);
    writeFileSync(path, encodeRecord({ n: 1, at: '', kind: 'event', data: `{"of":"${name}"}` }));
    return path;
  });
  const readers = paths.slice(0, 2).map((path) => readJournal(path));
  const read = async (reader: AsyncGenerator<{ data: string }>): Promise<unknown> => (await reader.next()).value?.data;
  assert.deepEqual(await Promise.all(readers.map(read)), ['{"of":"a"}', '{"of":"b"}']);
  await Promise.all(readers.map((reader) => reader.return(undefined)));
  const [, , third = ''] = paths;
  const last = readJournal(third);
  assert.equal(await read(last), '{"of":"c"}');
  await last.return(undefined);
});

const garbage: { newest: unknown } = { newest: undefined };

/** What has outlived two small collections is left until a great one. */
function makeGarbage(): void {
  for (let at = 0; at < 400_000; at += 1) garbage.newest = { at };
}
