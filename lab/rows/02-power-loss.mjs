import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inMemoryFolder } from '../../bench/lib/memory-folder.mjs';
import { installClaimsPlugin } from '../lib/claims-plugin.mjs';
import { Disk } from '../lib/disk.mjs';
import { judgeRemains, listClaims } from '../lib/judge-remains.mjs';
import { readRecords } from '../lib/read-run.mjs';
import { keepSpool, readRecording, recordFiles } from '../lib/record-process.mjs';
import { writeScenario } from '../lib/scenarios.mjs';

export const row = {
  number: 2,
  promise: 'nothing that was told to anybody is lost at a loss of power',
  async prove(lab) {
    const recordings = [await recordRun(lab), await recordDelivery(lab)];
    let times = 0;
    for (const recording of recordings) times += await failEverywhere(lab, recording);
    return {
      tried: 'the power fails at each file operation; what no sync had covered is there, lost, torn, zeros, or late',
      times,
      lost: 0,
    };
  },
};

const events = 900;

/**
 * A run with a sink: what the runner does to files, and what it tells.
 * @typedef {object} Recording
 * @property {object[]} entries
 * @property {Disk} disk
 * @property {string} home the private data directory
 * @property {Buffer} journal as it was in the end
 * @property {Map<string, Buffer>} [spool]
 */
async function recordRun(lab) {
  const { project, home } = makeProject(lab, 'run');
  const to = join(project, 'recording');
  const artifactDir = join(home, 'artifacts/run');
  const spool = keepSpool(artifactDir, project);
  const playbook = writeScenario(home, 'play', { events, delayMs: 1 });
  const options = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook };
  const run = lab.startRun(options, { cwd: project, ...recordFiles(lab, { below: home, to }) });
  const ended = await run.ended;
  const kept = spool.stop();
  if (ended.code !== 0) lab.giveUp('the run that was to be recorded failed', ended);
  const entries = readRecording(to);
  const disk = new Disk(home);
  disk.play(entries);
  return check(lab, { entries, disk, home, spool: kept, journal: readFileSync(join(artifactDir, 'journal.ndjson')) });
}

/** A run whose runner was killed when it had said its last word, and nothing was synced: delivered by another process. */
async function recordDelivery(lab) {
  const { project, home } = makeProject(lab, 'delivery');
  const to = join(project, 'recording');
  const playbook = writeScenario(home, 'play', { events: 300 });
  const options = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook };
  const first = lab.startRun(options);
  const ended = await first.ended;
  if (ended.code !== 0) lab.giveUp('the run that was to be delivered failed', ended);
  // As if it had been killed a moment before: in the page cache there is all of it.
  const artifactDir = join(home, 'artifacts/run');
  mkdirSync(join(artifactDir, 'spool'));
  for (const name of ['rc', 'status']) rmSync(join(artifactDir, name));
  const disk = new Disk(home);
  placeAll(disk, home);
  const words = ['deliver', home, '--all', '--quiet'];
  const delivery = lab.callboard(words, { cwd: project, ...recordFiles(lab, { below: home, to }) });
  const { code, stderr } = await delivery.ended;
  // There are dead letters, so it can't be 0.
  if (code !== 1) lab.giveUp('the delivery that was to be recorded failed', { code, stderr });
  const entries = readRecording(to);
  disk.play(entries);
  return check(lab, { entries, disk, home, journal: readFileSync(join(artifactDir, 'journal.ndjson')) });
}

function makeProject(lab, name) {
  const project = lab.makeProject(name, []);
  installClaimsPlugin(project);
  return { project, home: join(project, 'private') };
}

function placeAll(disk, home) {
  const root = join(home, 'artifacts');
  // No record is written before these two are durable.
  for (const path of [root, join(root, 'run')]) disk.placeDirectory(path, true);
  for (const item of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(item.parentPath, item.name);
    if (item.isDirectory() && item.name !== 'run') disk.placeDirectory(path, false);
    else if (item.isFile() && !path.includes('/job_events/')) disk.place(path, readFileSync(path));
  }
}

/** A recording that has missed something would prove nothing. */
function check(lab, recording) {
  const { entries, disk, home, journal } = recording;
  const files = disk.current;
  for (const name of Object.values(judged)) {
    const path = join(home, 'artifacts/run', name);
    if (!files.get(path)?.equals(readFileSync(path))) lab.giveUp(`the recording has missed something of ${name}`);
  }
  const { records } = readRecords(journal);
  for (const { claim } of entries) {
    for (const [n, json] of claim?.handed ?? []) {
      if (JSON.stringify(records[n - 1].data) !== json)
        lab.giveUp(`record ${n} was handed over otherwise than it is kept`);
    }
  }
  const last = Math.max(...entries.flatMap(({ claim }) => claim?.accepted ?? []));
  if (last < records.length - 1) lab.giveUp(`only ${last} of ${records.length} records were delivered`);
  return recording;
}

async function failEverywhere(lab, recording) {
  const { entries, disk, journal } = recording;
  const variants = lab.pick(3, 60);
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

const judged = { journal: 'journal.ndjson', cursor: 'delivery/claims.json', dead: 'delivery/claims.dead.ndjson' };
const isJudged = (path) => Object.values(judged).some((name) => path.endsWith(`/artifacts/run/${name}`));

function pick({ files }, home) {
  const find = (name) => files.get(join(home, 'artifacts/run', name));
  return Object.fromEntries(Object.entries(judged).map(([what, name]) => [what, find(name)]));
}

/** First that nothing is left which no sync has covered, then that all is, then anything between. */
function chooseFate(random, variant) {
  if (variant === 0) return { keepsName: () => false, keepsWrite: () => 'lost' };
  if (variant === 1) return { keepsName: () => true, keepsWrite: () => 'zeros' };
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
    writeFileSync(to, recording.spool?.has(name) ? cut(recording.spool.get(name), lab.random) : bytes, { mode: 0o600 });
  }
  if (handed > 0) await compare(lab, recording, home, handed);
}

/** Nobody syncs the spool: any part of it may be left. */
function cut(bytes, random) {
  return bytes.subarray(0, random.pick([0, bytes.length, random.below(bytes.length)]));
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
  compareEvents(lab, told, before);
  const paths = findDelivery(join(home, 'artifacts/run'), 'claims');
  await readReceipt(paths);
  await readDeadLetters(paths);
}

/** Each is one that Ansible said, as it said it, and comes once. */
function compareEvents(lab, told, before) {
  const said = new Map(before.flatMap(({ kind, data }) => (kind === 'event' ? [[data.uuid, data]] : [])));
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
