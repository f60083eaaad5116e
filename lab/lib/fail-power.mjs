import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inMemoryFolder } from '../../bench/lib/memory-folder.mjs';
import { judged, judgeRemains, listClaims } from './judge-remains.mjs';
import { readRecords, readSpool } from './read-run.mjs';

const isJudged = (path) => Object.values(judged).some((name) => path.endsWith(`/artifacts/run/${name}`));

/**
 * The power fails before each entry of a recording, in so many ways. Fails where that breaks what others were told.
 * @param {import('./record-run.mjs').Recording} recording
 * @returns {Promise<number>} how often it failed
 */
export async function failEverywhere(lab, recording, variants) {
  const { entries, disk, journal } = recording;
  const openEvery = lab.pick(60, 4);
  let times = 0;
  for (let at = 1; at <= entries.length; at += 1) {
    const claims = listClaims(entries, at);
    for (let variant = 0; variant < variants; variant += 1) {
      const isOpened = lab.random.below(variants * openEvery) === 0;
      const left = disk.crash(at, chooseFate(lab.random, variant), isOpened ? undefined : isJudged);
      const wrong = judgeRemains(pick(left, recording.home), journal, claims);
      if (wrong) lab.fail(wrong, { at, variant, claims, entry: entries[at], left: [...left.files.keys()] });
      times += 1;
      if (isOpened) await openRemains(lab, recording, left, claims);
    }
  }
  return times;
}

function pick({ files }, home) {
  const find = (name) => files.get(join(home, 'artifacts/run', name));
  return Object.fromEntries(Object.entries(judged).map(([what, name]) => [what, find(name)]));
}

/** First that nothing is left which no sync has covered, then all of it, then what came last; then anything between. */
function chooseFate(random, variant) {
  if (variant === 0) return { keepsName: () => false, keepsWrite: () => 'lost' };
  if (variant === 1) return { keepsName: () => true, keepsWrite: () => 'zeros' };
  if (variant === 2) return { keepsName: ({ move }) => move !== undefined, keepsWrite: () => 'lost' };
  const often = random.pick([1, 2, 10, 1000]);
  const isLucky = () => random.below(often + 1) > 0;
  const keepsWrite = ({ data }) => {
    if (isLucky()) return 'kept';
    return random.pick(['lost', 'zeros', random.below((data?.length ?? 0) + 1)]);
  };
  return { keepsName: isLucky, keepsWrite };
}

/** What remains, put on a real disk and opened by the product: it recovers what it can, and never tells a wrong record. */
async function openRemains(lab, recording, left, { handed }) {
  await inMemoryFolder((home) => openIn(home, lab, recording, left, handed));
}

async function openIn(home, lab, recording, left, handed) {
  for (const directory of left.directories)
    mkdirSync(join(home, relative(recording.home, directory)), { recursive: true });
  for (const [path, bytes] of left.files) {
    const to = join(home, relative(recording.home, path));
    mkdirSync(dirname(to), { recursive: true });
    const name = path.includes('/spool/') ? path.slice(path.lastIndexOf('/') + 1) : '';
    writeFileSync(to, recording.spool?.has(name) ? spoil(recording.spool.get(name), lab.random) : bytes, {
      mode: 0o600,
    });
  }
  if (handed > 0) await compare(lab, recording, home, handed);
}

const pageBytes = 4096;

/** Nobody syncs the spool: any part of it may be left, and zeros where a page is not. */
function spoil(bytes, random) {
  const length = random.pick([0, bytes.length, bytes.length, random.below(bytes.length)]);
  const left = Buffer.from(bytes.subarray(0, length));
  const page = random.below(2 + Math.ceil(length / pageBytes)) - 1;
  return page < 0 ? left : left.fill(0, page * pageBytes, Math.min(length, (page + 1) * pageBytes));
}

async function compare(lab, recording, home, handed) {
  const { openRun } = await import(pathToFileURL(lab.product.library).href);
  const { readReceipt } = await import(pathToFileURL(lab.product.module('delivery/keep-cursor')).href);
  const { readDeadLetters } = await import(pathToFileURL(lab.product.module('delivery/keep-dead-letters')).href);
  const { findDelivery } = await import(pathToFileURL(lab.product.module('delivery/delivery-paths')).href);
  const run = await openRun(home, 'run');
  const told = [];
  for await (const event of run.events) told.push(event);
  const { records, damaged } = readRecords(readFileSync(join(home, 'artifacts/run/journal.ndjson')));
  const before = readRecords(recording.journal).records;
  const evidence = { handed, damaged, records: records.map(({ line }) => line) };
  if (damaged.length > 0) lab.fail('the journal is damaged after its recovery', evidence);
  if (records.some(({ n }, index) => n !== index + 1)) lab.fail('the recovered journal has a gap', evidence);
  const wrong = before.slice(0, handed).find(({ n, line }) => records[n - 1]?.line !== line);
  if (wrong) lab.fail(`record ${wrong.n} was told to the sink, and is another one after the recovery`, evidence);
  if (!run.isFinished) lab.fail('the recovered run has no end', evidence);
  compareEvents(lab, told, listSaid(before, recording.spool));
  const paths = findDelivery(join(home, 'artifacts/run'), 'claims');
  await readReceipt(paths);
  await readDeadLetters(paths);
}

/** By its id. A journal that could not be written to its end lacks some, which the spool has. */
function listSaid(records, spool) {
  const said = spool ? readSpool(spool.get('events').toString()) : [];
  const events = records.flatMap(({ kind, data }) => (kind === 'event' ? [data] : []));
  return new Map([...said, ...events].map((event) => [event.uuid, event]));
}

/** Each is one that Ansible said, as it said it, and comes once. */
function compareEvents(lab, told, said) {
  const ours = told.filter(({ pid }) => pid !== undefined);
  const seen = new Set();
  for (const event of ours) {
    const original = said.get(event.uuid);
    if (seen.has(event.uuid)) lab.fail('an event is told twice after the recovery', event);
    seen.add(event.uuid);
    if (JSON.stringify(original?.event_data) !== JSON.stringify(event.event_data))
      lab.fail('an event is told that Ansible never said', { event, original });
  }
}
