import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installClaimsPlugin } from './claims-plugin.mjs';
import { Disk } from './disk.mjs';
import { judged } from './judge-remains.mjs';
import { readRecords } from './read-run.mjs';
import { keepSpool, readRecording, recordFiles } from './record-process.mjs';
import { writeScenario } from './scenarios.mjs';

const events = 900;

/**
 * A run, with a sink or without: what the runner does to files, and what it tells.
 * @typedef {object} Recording
 * @property {object[]} entries
 * @property {Disk} disk
 * @property {string} home the private data directory
 * @property {object} [ended] how the process ended
 * @property {Buffer} journal as it was in the end
 * @property {Map<string, Buffer>} [spool]
 */
export async function recordRun(lab, { name = 'run', hasSink = true, failing } = {}) {
  const { project, home } = makeProject(lab, hasSink ? name : `${name}-alone`, hasSink);
  const to = join(project, 'recording');
  const artifactDir = join(home, 'artifacts/run');
  const spool = keepSpool(artifactDir, project);
  const playbook = writeScenario(home, 'play', { events, delayMs: 1 });
  const options = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook };
  const run = lab.startRun(options, { cwd: project, ...recordFiles(lab, { below: home, to, failing }) });
  const ended = await run.ended;
  const kept = spool.stop();
  if (ended.code !== 0 && !failing) lab.giveUp('the run that was to be recorded failed', ended);
  const entries = readRecording(to);
  const disk = new Disk(home);
  disk.play(entries);
  const recording = {
    entries,
    disk,
    home,
    ended,
    spool: kept,
    journal: readFileSync(join(artifactDir, 'journal.ndjson')),
  };
  return hasSink && !failing ? check(lab, recording) : recording;
}

/** A run whose runner was killed when it had said its last word, and nothing was synced: delivered by another process. */
export async function recordDelivery(lab) {
  const { project, home } = makeProject(lab, 'delivery', true);
  const to = join(project, 'recording');
  const playbook = writeScenario(home, 'play', { events: 300 });
  const options = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook };
  const first = lab.startRun(options);
  const ended = await first.ended;
  if (ended.code !== 0) lab.giveUp('the run that was to be delivered failed', ended);
  // As if it had been killed a moment before: in the page cache there is all of it.
  const artifactDir = join(home, 'artifacts/run');
  for (const name of ['spool', 'delivery']) mkdirSync(join(artifactDir, name));
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

function makeProject(lab, name, hasSink) {
  const project = lab.makeProject(name, []);
  if (hasSink) installClaimsPlugin(project);
  return { project, home: join(project, 'private') };
}

function placeAll(disk, home) {
  const root = join(home, 'artifacts');
  // Nothing is written before these are durable.
  for (const path of ['', 'run', 'run/delivery']) disk.placeDirectory(join(root, path), true);
  for (const item of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(item.parentPath, item.name);
    if (item.isDirectory() && !['run', 'delivery'].includes(item.name)) disk.placeDirectory(path, false);
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
