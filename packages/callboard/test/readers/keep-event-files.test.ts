import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, mock } from 'node:test';
import { EventFileThread, eventFileThread } from '#callboard/artifacts/event-file-thread.js';
import { systemCode } from '#callboard/errors.js';
import { JournalWriter } from '#callboard/journal/write-journal.js';
import { keepEventFiles } from '#callboard/readers/keep-event-files.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { waitForFile } from '../helpers/wait-for-file.js';

/** More than a batch of the first reader and a job of the thread hold. */
const flood = 9000;

async function makeJournal(): Promise<{ journal: JournalWriter; directory: string }> {
  const folder = makeTemporaryDir();
  const directory = join(folder, 'job_events');
  mkdirSync(directory);
  return { journal: await JournalWriter.create(join(folder, 'journal.ndjson')), directory };
}

/** Appends events `from` to `to`, all of them before anybody can read one. */
function append(journal: JournalWriter, from: number, to: number): void {
  for (let counter = from; counter <= to; counter += 1) journal.append('event', describeEvent(counter));
}

function countThreads(): number {
  return readdirSync('/proc/self/task').length;
}

function describeEvent(counter: number): string {
  return JSON.stringify({ uuid: `uuid-${counter}`, counter, stdout: 'é'.repeat(counter % 50) });
}

function assertFiles(directory: string, count: number): void {
  assert.equal(readdirSync(directory).length, count);
  for (let counter = 1; counter <= count; counter += 1) {
    assert.equal(readFileSync(join(directory, `${counter}-uuid-${counter}.json`), 'utf8'), describeEvent(counter));
  }
}

describe('event files', () => {
  it('of a flood and of what comes behind it are written by the thread, each once and as the journal has it', async () => {
    const { journal, directory } = await makeJournal();
    const asked = mock.method(eventFileThread, 'write');
    const threads = countThreads();
    append(journal, 1, flood);
    const kept = keepEventFiles(journal, directory);
    await journal.flush();
    journal.append('status', '{"status":"running"}');
    append(journal, flood + 1, flood + 10);
    await journal.close();
    await kept;
    asked.mock.restore();
    assert.equal(countThreads(), threads, 'the thread ends with its work');
    assertFiles(directory, flood + 10);
    const places = await Promise.all(asked.mock.calls.map(async ({ result }) => (await result)?.n));
    assert.ok(places.length >= 2, 'a job is not all there is: others wait, too');
    assert.equal(places.at(-1), flood + 11);
    assert.deepEqual(
      places,
      [...new Set(places)].sort((a = 0, b = 0) => a - b),
    );
  });

  it('of an ordinary run are written without it', async () => {
    const { journal, directory } = await makeJournal();
    const asked = mock.method(eventFileThread, 'write');
    const kept = keepEventFiles(journal, directory);
    for (let counter = 500; counter <= 2000; counter += 500) {
      append(journal, counter - 499, counter);
      await waitForFile(join(directory, `${counter}-uuid-${counter}.json`));
    }
    await journal.close();
    await kept;
    asked.mock.restore();
    assertFiles(directory, 2000);
    assert.equal(asked.mock.callCount(), 0);
  });

  it('of floods of several runs at once share the thread', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => makeJournal()));
    const kept = runs.map(({ journal, directory }) => keepEventFiles(journal, directory));
    for (const { journal } of runs) append(journal, 1, 3000);
    await Promise.all(runs.map(({ journal }) => journal.close()));
    await Promise.all(kept);
    for (const { directory } of runs) assertFiles(directory, 3000);
  });

  it('that cannot be written are an error of the system, whoever writes them', async () => {
    const { journal, directory } = await makeJournal();
    append(journal, 1, flood);
    // Where the thread is to go on there is a directory in the way.
    mkdirSync(join(directory, `${flood}-uuid-${flood}.json.tmp`));
    const code = await Promise.all([
      keepEventFiles(journal, directory).then(() => 'none', systemCode),
      journal.close(),
    ]);
    assert.equal(code[0], 'EISDIR');
  });
});

describe('the thread of event files', () => {
  const wrong: Record<string, string | undefined> = {
    'cannot be loaded': undefined,
    'throws when it is loaded': "throw new Error('no')",
    'ends in a job': "require('node:worker_threads').parentPort.on('message', () => process.exit(0))",
    'throws in a job': "require('node:worker_threads').parentPort.on('message', () => { throw new Error('no') })",
  };
  for (const [name, program] of Object.entries(wrong)) {
    it(`that ${name} leaves the work to others, every time`, async () => {
      const { journal, directory } = await makeJournal();
      const file = join(makeTemporaryDir(), 'worker.cjs');
      if (program !== undefined) writeFileSync(file, program);
      const thread = new EventFileThread(file);
      const asked = mock.method(eventFileThread, 'write', (job: Parameters<EventFileThread['write']>[0]) =>
        thread.write(job),
      );
      append(journal, 1, 3000);
      await journal.close();
      await keepEventFiles(journal, directory);
      await keepEventFiles(journal, directory);
      asked.mock.restore();
      assert.equal(asked.mock.callCount(), 2);
      assertFiles(directory, 3000);
    });
  }
});
