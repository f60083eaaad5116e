import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { followFile, followWriter } from '#callboard/journal/follow-journal.js';
import { readJournal } from '#callboard/journal/read-journal.js';
import { decodeRecord, type RawRecord } from '#callboard/journal/record.js';
import { JournalWriter } from '#callboard/journal/write-journal.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { watchCopies } from '../helpers/watch-copies.js';

const event = (number: number, padding = ''): string =>
  JSON.stringify({ uuid: `u${number}`, counter: number, padding });

describe('the journal writer', () => {
  const home = makeTemporaryDir();
  let count = 0;
  const newPath = (): string => join(home, `journal-${(count += 1)}`);

  it('numbers records from 1 without gaps, and keeps them in the order of their appends', async () => {
    const path = newPath();
    const writer = await JournalWriter.create(path);
    for (let number = 1; number <= 1000; number += 1) assert.equal(writer.append('event', event(number)), number);
    await writer.close();
    const found = await readAll(path);
    assert.deepEqual(
      found.map(({ n, data }) => [n, data]),
      Array.from({ length: 1000 }, (_, index) => [index + 1, event(index + 1)]),
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it("gives one of two that create the same journal EEXIST, and leaves the other's alone", async () => {
    const path = newPath();
    const tries = await Promise.allSettled([JournalWriter.create(path), JournalWriter.create(path)]);
    const [won] = tries.filter((attempt) => attempt.status === 'fulfilled');
    const [lost] = tries.filter((attempt) => attempt.status === 'rejected');
    assert.equal((lost?.reason as NodeJS.ErrnoException).code, 'EEXIST');
    won?.value.append('event', event(1));
    await won?.value.close();
    await assert.rejects(JournalWriter.create(path), { code: 'EEXIST' });
    assert.equal((await readAll(path)).length, 1);
  });

  it('goes on behind the last record when it is resumed', async () => {
    const path = newPath();
    const first = await JournalWriter.create(path);
    first.append('event', event(1));
    await first.close();
    const second = await JournalWriter.resume(path, 1);
    assert.equal(second.append('event', event(2)), 2);
    await second.close();
    assert.deepEqual(
      (await readAll(path)).map(({ n }) => n),
      [1, 2],
    );
  });

  it('lets durable follow written, and written follow the file: never before', async () => {
    const path = newPath();
    const writer = await JournalWriter.create(path);
    const seen: { durable: number; written: number; inFile: number }[] = [];
    const watch = async (): Promise<void> => {
      while (!writer.closed) {
        await writer.nextChange();
        const inFile = readFileSync(path, 'latin1').split('\n').length - 1;
        seen.push({ durable: writer.durable, written: writer.written, inFile });
      }
    };
    const watching = watch();
    for (let number = 1; number <= 300; number += 1) {
      writer.append('event', event(number, 'x'.repeat(5000)));
      if (number % 50 === 0) await writer.flush();
      assert.ok(writer.durable <= writer.written && writer.written <= number);
    }
    await writer.close();
    await watching;
    for (const { durable, written, inFile } of seen) assert.ok(durable <= written && written <= inFile);
    assert.ok(
      seen.some(({ durable, written }) => durable < written),
      'written is told before it is durable',
    );
    assert.equal(writer.durable, 300);
  });

  it('has all that was appended durable when a flush resolves, also of several at once and of none', async () => {
    const writer = await JournalWriter.create(newPath());
    await writer.flush();
    writer.append('event', event(1));
    const early = writer.flush().then(() => assert.ok(writer.durable >= 1));
    writer.append('event', event(2));
    await Promise.all([early, writer.flush()]);
    assert.equal(writer.durable, 2);
    await writer.close();
    await writer.close();
  });

  it('makes whoever appends wait for room, so that memory does not grow while the disk is slow', async () => {
    const writer = await JournalWriter.create(newPath());
    const data = event(1, 'x'.repeat(1_000_000));
    let pending = 0;
    for (let number = 1; number <= 100; number += 1) {
      writer.append('event', data);
      await writer.waitForRoom();
      pending = Math.max(pending, number - writer.written);
    }
    await writer.close();
    assert.ok(pending <= 10, `${pending} MB were waiting`);
  });

  it('never calls a record durable after a failed write, and says ERR_JOURNAL_WRITE from then on', async () => {
    const writer = await JournalWriter.resume('/dev/full', 0);
    assert.equal(writer.append('event', event(1)), 1);
    await assert.rejects(writer.flush(), { code: 'ERR_JOURNAL_WRITE', message: /ENOSPC.*up to 0 are safe/ });
    writer.append('event', event(2));
    await assert.rejects(writer.flush(), { code: 'ERR_JOURNAL_WRITE' });
    await assert.rejects(writer.waitForRoom(), { code: 'ERR_JOURNAL_WRITE' });
    assert.equal(writer.failed?.code, 'ERR_JOURNAL_WRITE');
    assert.deepEqual([writer.written, writer.durable], [0, 0]);
    await assert.rejects(writer.close(), { code: 'ERR_JOURNAL_WRITE' });
  });

  it('never calls a record durable after a failed sync, and writes nothing behind it', async () => {
    // A named pipe takes what is written, and refuses every sync.
    const path = newPath();
    execFileSync('mkfifo', [path]);
    let taken = '';
    const reader = createReadStream(path, { encoding: 'utf8' }).on('data', (text) => (taken += text));
    const writer = await JournalWriter.resume(path, 0);
    writer.append('event', event(1));
    await assert.rejects(writer.flush(), { code: 'ERR_JOURNAL_WRITE', message: /EINVAL/ });
    writer.append('event', event(2));
    await assert.rejects(writer.flush(), { code: 'ERR_JOURNAL_WRITE' });
    // Time enough to do what must not be done.
    for (let turn = 0; turn < 100; turn += 1) await nextTurn();
    assert.deepEqual([writer.written, writer.durable], [1, 0]);
    await assert.rejects(writer.close(), { code: 'ERR_JOURNAL_WRITE' });
    await new Promise((resolve) => reader.once('close', () => resolve(undefined)));
    assert.equal(taken.split('\n').length, 2, 'the second record was written');
  });

  const canLimit = spawnSync('prlimit', ['--version']).status === 0;
  it('stays failed when there is room again: what was lost in between would be a gap', { skip: !canLimit }, () => {
    const path = newPath();
    const child = fileURLToPath(new URL('fill-journal.js', import.meta.url));
    const done = spawnSync('bash', ['-c', 'ulimit -S -f 64; exec "$@"', 'bash', process.execPath, child, path], {
      encoding: 'utf8',
    });
    assert.equal(done.status, 0, done.stderr);
    const told = JSON.parse(done.stdout) as { atFailure: number; later: number; appended: number; code: string };
    assert.equal(told.code, 'ERR_JOURNAL_WRITE');
    assert.ok(told.atFailure > 0 && told.atFailure < told.appended);
    assert.equal(told.later, told.atFailure, 'durable went on behind a gap');
    const content = readFileSync(path, 'utf8').split('\n');
    assert.ok(!content.some((line) => line.includes('"behind"')), 'something was written behind a gap');
    for (const [index, line] of content.slice(0, told.atFailure).entries()) {
      assert.equal(decodeRecord(Buffer.from(line))?.n, index + 1, 'a durable record is not in the file');
    }
  });
});

describe('readers of a journal that is being written', () => {
  const home = makeTemporaryDir();

  it("get every record in order, in this process and in another's, while it grows and to its end", async () => {
    const path = join(home, 'live');
    const writer = await JournalWriter.create(path);
    const inside = gather(followWriter(writer));
    const waitForWriter = async (ended: boolean): Promise<boolean> => !ended && writer.nextChange().then(() => true);
    const outside = gather(followFile(path, { waitForWriter }));
    for (let number = 1; number <= 500; number += 1) {
      writer.append('event', event(number));
      if (number % 20 === 0) await writer.flush();
    }
    writer.append('status', '{"status":"successful","runner_ident":"r"}');
    await writer.close();
    const expected = Array.from({ length: 501 }, (_, index) => index + 1);
    assert.deepEqual(await inside, expected);
    assert.deepEqual(await outside, expected);
  });

  it('see a record without waiting for the next one', async () => {
    const writer = await JournalWriter.create(join(home, 'prompt'));
    const reader = followWriter(writer)[Symbol.asyncIterator]();
    for (let number = 1; number <= 20; number += 1) {
      writer.append('event', event(number));
      const { value } = await reader.next();
      assert.deepEqual(
        value?.map((record: RawRecord) => record.n),
        [number],
      );
    }
    await writer.close();
    assert.equal((await reader.next()).done, true);
  });

  it('put a very long record together once, not at each chunk', async (t) => {
    const path = join(home, 'long');
    const writer = await JournalWriter.create(path);
    writer.append('event', event(1, 'x'.repeat(16_000_000)));
    await writer.close();
    const countCopied = watchCopies(t);
    assert.equal((await readAll(path))[0]?.data.length, event(1, 'x'.repeat(16_000_000)).length);
    const copied = countCopied();
    assert.ok(copied < 40_000_000, `${copied} bytes were copied for 16 million`);
  });

  it('end when nobody writes any more, though the last status never came', async () => {
    const path = join(home, 'abandoned');
    const writer = await JournalWriter.create(path);
    writer.append('event', event(1));
    await writer.close();
    assert.deepEqual(await gather(followFile(path, { waitForWriter: () => Promise.resolve(false) })), [1]);
  });

  it('fall behind on disk, not in memory, when they are slow', async () => {
    const writer = await JournalWriter.create(join(home, 'slow'));
    const data = event(1, 'x'.repeat(10_000));
    writer.append('event', data);
    const reader = followWriter(writer)[Symbol.asyncIterator]();
    await reader.next();
    const before = measureMemory();
    for (let number = 2; number <= 10_000; number += 1) {
      writer.append('event', data);
      await writer.waitForRoom();
    }
    await writer.flush();
    const grown = measureMemory() - before;
    assert.ok(grown < 16 * 1024 * 1024, `${grown} bytes for a backlog of 100 MB`);
    let read = 1;
    while (read < 10_000) read += ((await reader.next()).value as readonly RawRecord[]).length;
    assert.equal(read, 10_000);
    await writer.close();
  });
});

async function readAll(path: string): Promise<RawRecord[]> {
  const found: RawRecord[] = [];
  for await (const record of readJournal(path)) found.push(record);
  return found;
}

async function gather(batches: AsyncIterable<readonly RawRecord[]>): Promise<number[]> {
  const found: number[] = [];
  for await (const records of batches) found.push(...records.map(({ n }) => n));
  return found;
}

/** Bytes that are held when all rubbish is gone. */
function measureMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
