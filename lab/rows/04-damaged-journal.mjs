import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inMemoryFolder } from '../../bench/lib/memory-folder.mjs';

export const row = {
  number: 4,
  promise: 'a damaged journal never yields a wrong record: each is right, or a reported gap',
  async prove(lab) {
    return await inMemoryFolder(async (home) => {
      const journal = await writeJournal(lab, join(home, 'journal.ndjson'), lab.pick(6, 12));
      let times = 0;
      for (const { what, bytes } of damageEverywhere(journal.bytes, lab)) {
        await readDamaged(lab, home, journal, { what, bytes });
        if (times % lab.pick(200, 50) === 0) await openDamaged(lab, home, journal, { what, bytes }, times);
        times += 1;
      }
      return { tried: 'flips of bits, other bytes, cuts and holes at every byte of a small journal', times, lost: 0 };
    });
  },
};

const statuses = [
  '{"status":"starting","runner_ident":"run","command":["ansible-playbook"],"env":{},"cwd":"/"}',
  '{"status":"running","runner_ident":"run"}',
];

async function writeJournal(lab, path, events) {
  const { JournalWriter } = await load(lab, 'journal/write-journal');
  const { readJournal } = await load(lab, 'journal/read-journal');
  const writer = await JournalWriter.create(path);
  for (const status of statuses) writer.append('status', status);
  for (let counter = 1; counter <= events; counter += 1) {
    // Numbers that look like others when a digit changes, and what JSON escapes.
    const head = `"uuid":"00000000-0000-4000-8000-${String(counter).padStart(12, '0')}","counter":${counter}`;
    const place = `"start_line":${counter - 1},"end_line":${counter},"runner_ident":"run"`;
    writer.append('event', `{${head},"stdout":"ok: \\"${counter}\\" ü",${place},"event":"runner_on_ok","pid":1}`);
  }
  await writer.close();
  const records = [];
  for await (const record of readJournal(path)) records.push(record);
  return { bytes: readFileSync(path), records };
}

function* damageEverywhere(bytes, lab) {
  const bits = lab.pick([0, 5], [0, 1, 2, 3, 4, 5, 6, 7]);
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bit of bits)
      yield { what: `bit ${bit} of byte ${at} flipped`, bytes: change(bytes, at, bytes[at] ^ (1 << bit)) };
    const other = lab.random.pick([0, 10, 34, 48 + lab.random.below(10), lab.random.below(256)]);
    yield { what: `byte ${at} is ${other}`, bytes: change(bytes, at, other) };
    yield { what: `cut at ${at}`, bytes: bytes.subarray(0, at) };
    const length = 1 + lab.random.below(40);
    yield {
      what: `${length} zeros at ${at}`,
      bytes: Buffer.from(bytes).fill(0, at, Math.min(at + length, bytes.length)),
    };
    const parts = [bytes.subarray(0, at), bytes.subarray(at + length)];
    yield { what: `${length} bytes gone at ${at}`, bytes: Buffer.concat(parts) };
  }
}

function change(bytes, at, byte) {
  const changed = Buffer.from(bytes);
  changed[at] = byte;
  return changed;
}

/** As every reader reads it. */
async function readDamaged(lab, home, { bytes: whole, records }, { what, bytes }) {
  const { readJournal } = await load(lab, 'journal/read-journal');
  const path = join(home, 'damaged.ndjson');
  writeFileSync(path, bytes);
  const found = [];
  let damages = 0;
  for await (const record of readJournal(path, { onDamage: () => (damages += 1) })) found.push(record);
  const wrong = found.find((record) => JSON.stringify(record) !== JSON.stringify(records[record.n - 1]));
  if (wrong) lab.fail(`${what}: a wrong record is told`, { wrong, right: records[wrong.n - 1] });
  if (found.some(({ n }, index) => n <= (found[index - 1]?.n ?? 0))) lab.fail(`${what}: a record comes twice`, found);
  // A last line without its end may still be written: its reader waits for more.
  const isEndOpen = bytes.at(-1) !== 10;
  const isGone = found.length < records.length;
  const isCutBetween = whole.subarray(0, bytes.length).equals(bytes);
  const hasNumberGap = found.some(({ n }, index) => n !== index + 1);
  if (isGone && damages === 0 && !isEndOpen && !isCutBetween && !hasNumberGap)
    lab.fail(`${what}: ${records.length - found.length} records are missing, and nobody says so`, found);
}

/** As a run that its runner left so: what is kept is right. */
async function openDamaged(lab, home, { records }, { what, bytes }, number) {
  const { openRun } = await load(lab, 'index');
  const directory = join(home, `opened-${number}`);
  mkdirSync(join(directory, 'artifacts/run'), { recursive: true });
  writeFileSync(join(directory, 'artifacts/run/journal.ndjson'), bytes);
  const run = await openRun(directory, 'run');
  const events = [];
  for await (const event of run.events) events.push(JSON.stringify(event));
  const right = records.filter(({ kind }) => kind === 'event').map(({ data }) => data);
  const wrong = events.find((event, index) => event !== right[index]);
  if (wrong) lab.fail(`${what}: the run that was opened tells a wrong event`, { wrong, events, right });
  if (run.status !== 'error') lab.fail(`${what}: the run that was opened is ${run.status}`);
}

function load({ product }, name) {
  return import(pathToFileURL(product.module(name)).href);
}
