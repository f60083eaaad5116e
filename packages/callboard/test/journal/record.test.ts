import assert from 'node:assert/strict';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { type DamagedLine, readJournal, readJournalBatches } from '#callboard/journal/read-journal.js';
import {
  decodeRecord,
  encodeRecord,
  isTerminalRecord,
  journalFormat,
  type RawRecord,
} from '#callboard/journal/record.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

const records: readonly RawRecord[] = [
  { n: 1, at: '2025-01-01T00:00:00.000Z', kind: 'status', data: '{"status":"starting","runner_ident":"r"}' },
  {
    n: 2,
    at: '2025-01-01T00:00:00.001Z',
    kind: 'event',
    data: '{"uuid":"u","counter":1,"stdout":"grüße 🎭 \\ud800","big":12345678901234567890}',
  },
  { n: 3, at: '2025-01-01T00:00:00.002Z', kind: 'event', data: '{"crc":"00000000"}' },
  { n: 4, at: '2025-01-01T00:00:00.003Z', kind: 'event', data: '{}' },
  { n: 5, at: '2025-01-01T00:00:00.004Z', kind: 'status', data: '{"status":"successful","runner_ident":"r"}' },
];
const lines = records.map((record) => Buffer.from(encodeRecord(record)));
const journal = Buffer.concat(lines);

describe('a record of the journal', () => {
  it('comes back as it was written, to the last character', () => {
    for (const [index, line] of lines.entries()) {
      assert.equal(line.at(-1), 0x0a);
      assert.deepEqual(decodeRecord(line.subarray(0, -1)), records[index]);
    }
  });

  it('is one line of plain JSON, with the checksum last', () => {
    for (const [index, line] of lines.entries()) {
      const { crc, data, ...rest } = JSON.parse(line.toString()) as Record<string, unknown>;
      assert.match(String(crc), /^[0-9a-f]{8}$/);
      assert.match(line.toString(), /,"crc":"[0-9a-f]{8}"\}\n$/);
      const format = index === 0 ? { format: journalFormat } : {};
      assert.deepEqual({ ...rest, data }, { ...records[index], ...format, data: JSON.parse(records[index]!.data) });
    }
  });

  it('is read without a format, and refused where it says a newer one, whatever else it says', () => {
    const seal = (body: string): Buffer => Buffer.from(`${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}`);
    const start = '{"n":1,"at":"2025-01-01T00:00:00.000Z","kind":"status"';
    assert.equal(decodeRecord(seal(`${start},"data":{"format":2,"x":1}`))?.data, '{"format":2,"x":1}');
    const newer = ['"format":2,"data":{}', '"new":"x","format":12,"payload":{}'];
    for (const rest of newer)
      assert.throws(() => decodeRecord(seal(`${start},${rest}`)), { code: 'ERR_JOURNAL_FORMAT' });
  });

  it('is refused with any byte of it changed to any other, left out, or doubled', () => {
    for (const line of lines) {
      const whole = line.subarray(0, -1);
      for (let at = 0; at < whole.length; at += 1) {
        for (let value = 1; value < 256; value += 1) {
          const changed = Buffer.from(whole);
          changed[at] = whole[at]! ^ value;
          assert.equal(decodeRecord(changed), undefined, `byte ${at} ^ ${value}`);
        }
        const without = Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)]);
        const doubled = Buffer.concat([whole.subarray(0, at), whole.subarray(at, at + 1), whole.subarray(at)]);
        if (!without.equals(whole)) assert.equal(decodeRecord(without), undefined, `without byte ${at}`);
        assert.equal(decodeRecord(doubled), undefined, `byte ${at} twice`);
        assert.equal(decodeRecord(whole.subarray(0, at)), undefined, `cut at ${at}`);
      }
    }
  });

  it('ends a run when its status is one of the last ones', () => {
    assert.deepEqual(records.map(isTerminalRecord), [false, false, false, false, true]);
    const status = (name: string): RawRecord => ({ ...records[0]!, data: `{"status":"${name}","runner_ident":"r"}` });
    for (const name of ['failed', 'timeout', 'canceled', 'error']) assert.equal(isTerminalRecord(status(name)), true);
    assert.equal(isTerminalRecord(status('running')), false);
    assert.equal(isTerminalRecord({ ...status('failed'), kind: 'event' }), false);
  });
});

describe('reading a damaged journal', () => {
  const path = join(makeTemporaryDir(), 'journal.ndjson');

  async function read(content: Buffer): Promise<{ found: RawRecord[]; damage: DamagedLine[] }> {
    const damage: DamagedLine[] = [];
    const found: RawRecord[] = [];
    writeFileSync(path, content);
    for await (const record of readJournal(path, { onDamage: (line) => damage.push(line) })) found.push(record);
    return { found, damage };
  }

  const lineOf = (at: number): number => journal.subarray(0, at).toString('latin1').split('\n').length - 1;
  const startOf = (line: number): number => Buffer.concat(lines.slice(0, line)).length;

  it('gives each record as it was, or tells where it is damaged, with a bit flipped in any byte', async () => {
    for (let at = 0; at < journal.length; at += 1) {
      const changed = Buffer.from(journal);
      changed[at] = journal[at]! ^ (1 << (at % 8));
      const { found, damage } = await read(changed);
      const hit = lineOf(at);
      const isLastNewline = at === journal.length - 1;
      // A line end that is gone takes the next line with it; without the last one, the last line is unfinished.
      const lost = journal[at] === 0x0a && !isLastNewline ? [hit, hit + 1] : [hit];
      assert.deepEqual(
        found,
        records.filter((_, index) => !lost.includes(index)),
        `byte ${at}`,
      );
      if (!isLastNewline) assert.deepEqual(damage[0], { line: hit + 1, offset: startOf(hit) }, `byte ${at}`);
    }
  });

  it('gives every record before a cut, and nothing of the torn one, wherever the file is cut', async () => {
    for (let at = 0; at <= journal.length; at += 1) {
      const { found, damage } = await read(journal.subarray(0, at));
      assert.deepEqual(found, records.slice(0, lineOf(at)), `cut at ${at}`);
      assert.deepEqual(damage, [], 'an unfinished last line may be in the middle of being written');
    }
  });

  it('goes on behind damage, and tells each damaged line with its place', async () => {
    const rubbish = Buffer.from('not a record\n\n{"n":6}\n');
    const { found, damage } = await read(Buffer.concat([lines[0]!, rubbish, lines[1]!]));
    assert.deepEqual(found, records.slice(0, 2));
    const start = lines[0]!.length;
    assert.deepEqual(damage, [
      { line: 2, offset: start },
      { line: 3, offset: start + 13 },
      { line: 4, offset: start + 14 },
    ]);
  });

  it('tells of whole lines that are missing, twice there or elsewhere', async () => {
    const cases: readonly [
      name: string,
      order: readonly number[],
      found: readonly number[],
      damaged: readonly number[],
    ][] = [
      ['missing', [0, 1, 3, 4], [1, 2, 4, 5], [3]],
      ['missing at the beginning', [1, 2], [2, 3], [1]],
      ['twice', [0, 1, 1, 2], [1, 2, 3], [3]],
      ['moved behind', [0, 2, 1, 3], [1, 3, 4], [2, 3]],
    ];
    for (const [name, order, expected, damaged] of cases) {
      const { found, damage } = await read(Buffer.concat(order.map((line) => lines[line]!)));
      assert.deepEqual(
        found.map(({ n }) => n),
        expected,
        name,
      );
      assert.deepEqual(
        damage.map(({ line }) => line),
        damaged,
        name,
      );
    }
  });

  it('does not mind lines and files longer than what is read at once', async () => {
    const long = { ...records[1]!, data: JSON.stringify({ text: 'ü'.repeat(1_000_000) }) };
    const { found, damage } = await read(Buffer.concat([lines[0]!, Buffer.from(encodeRecord(long)), lines[2]!]));
    assert.deepEqual(damage, []);
    assert.deepEqual(
      found.map(({ data }) => data.length),
      [records[0]!, long, records[2]!].map(({ data }) => data.length),
    );
  });

  it('gives a line that is being written only when it is whole', async () => {
    writeFileSync(path, journal.subarray(0, startOf(2) + 10));
    const found: RawRecord[] = [];
    let calls = 0;
    const waitForMore = (): boolean => {
      calls += 1;
      assert.equal(found.length, calls < 3 ? 2 : 3);
      if (calls === 1) appendFileSync(path, journal.subarray(startOf(2) + 10, startOf(3) - 1));
      if (calls === 2) appendFileSync(path, '\n');
      return calls < 3;
    };
    for await (const record of readJournal(path, { waitForMore })) found.push(record);
    assert.deepEqual(found, records.slice(0, 3));
    truncateSync(path);
  });

  it('is read only when the reader has its turn, and a batch is emptied when the next one is asked for', async () => {
    writeFileSync(path, lines[0]!);
    const added = lines.slice(1);
    const sizes: number[] = [];
    const batches: (readonly RawRecord[])[] = [];
    const takeTurn = (): Promise<void> => {
      if (batches.length > 0) assert.deepEqual(batches.at(-1), [], 'it waits, and holds records');
      appendFileSync(path, added.shift() ?? '');
      return Promise.resolve();
    };
    const waitForMore = (): boolean => added.length > 0;
    for await (const batch of readJournalBatches(path, { takeTurn, waitForMore })) {
      sizes.push(batch.length);
      batches.push(batch);
    }
    assert.deepEqual(sizes, [2, 1, 1, 1]);
    truncateSync(path);
  });
});
