import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installClaimsPlugin } from '../lib/claims-plugin.mjs';
import { listClaims } from '../lib/judge-remains.mjs';
import { readRecords, readRun } from '../lib/read-run.mjs';
import { readRecording, recordFiles } from '../lib/record-process.mjs';
import { writeScenario } from '../lib/scenarios.mjs';

export const row = {
  number: 10,
  promise: "a full disk ends the run with a clear status, or lets it go on; nothing claims what isn't there",
  async prove(lab) {
    const disk = lab.folder('disk');
    if (!mount(disk, '1m')) return { skipped: 'needs root, to mount a small tmpfs' };
    try {
      const times = lab.pick(4, 60);
      let full = 0;
      for (let round = 1; round <= times; round += 1) full += await fillDisk(lab, disk, round);
      if (full === 0) lab.giveUp('the disk was never full');
      const tried = 'a play whose artifacts are on a tmpfs that gets full; then there is room, and the run is opened';
      return { tried, times, lost: 0, notes: [`it was full ${full} times`] };
    } finally {
      spawnSync('umount', ['--lazy', disk]);
    }
  },
};

/** Returns 1 where the disk got full. */
async function fillDisk(lab, disk, round) {
  const { random } = lab;
  resize(disk, `${100 + random.below(1500)}k`);
  const project = lab.makeProject(`project-${round}`, []);
  installClaimsPlugin(project);
  const home = join(project, 'private');
  const to = join(project, 'recording');
  const artifactDir = join(disk, `artifacts-${round}`);
  mkdirSync(artifactDir);
  const playbook = writeScenario(home, 'play', {
    events: 400,
    delayMs: random.below(2),
    textBytes: 60 + random.below(2000),
  });
  const options = { privateDataDir: home, ident: 'run', binary: lab.fakeAnsible, playbook, artifactDir };
  const run = lab.startRun(options, { cwd: project, ...recordFiles(lab, { below: disk, to }) });
  const ended = await run.ended;
  if (ended.code === 0) checkAll(lab, { home, artifactDir, ended });
  else checkWord(lab, ended, round);
  const entries = readRecording(to);
  const { handed } = listClaims(entries, entries.length);
  const before = readRecords(readFileIfThere(join(artifactDir, 'run/journal.ndjson'))).records;
  if (before.length < handed) lab.fail(`the sink was handed ${handed} records, and ${before.length} are kept`);
  const hasEnd = /"status":"(successful|failed|error)"/.test(before.at(-1)?.line ?? '');
  if (before.length > 0 && !hasEnd && !existsSync(join(artifactDir, 'run/spool')))
    lab.fail('the journal could not be finished, and what it lacks went with the spool', ended);
  if (handed > 0) await openLater(lab, { disk, home, artifactDir, before, hasEnd, ended });
  rmSync(artifactDir, { recursive: true, force: true });
  return ended.code === 0 ? 0 : 1;
}

function checkWord(lab, { code, signal, stderr }, round) {
  if (signal !== null || !/ENOSPC|no space left/i.test(stderr) || !/ERR_\w+/.test(stderr))
    lab.fail(`round ${round}: a full disk was not named`, { code, signal, stderr });
}

/** With room again the run is completed from what there was, and no more than that is claimed. */
async function openLater(lab, { disk, home, artifactDir, before, hasEnd, ended }) {
  resize(disk, '64m');
  const { stderr, code } = await lab.callboard(['show', home, '--artifact-dir', artifactDir]).ended;
  if (code !== 0) lab.fail("the run can't be opened when there is room again", { stderr, ended });
  const { problems, statuses, events } = readRun(lab, join(artifactDir, 'run'));
  if (problems.length > 0) lab.fail('the run is not whole when there is room again', { problems, ended });
  if (!hasEnd && statuses.at(-1).status !== 'error') checkAll(lab, { home, artifactDir, ended });
  const { records } = readRecords(readFileSync(join(artifactDir, 'run/journal.ndjson')));
  const changed = before.find(({ n, kind, line }) => kind === 'event' && records[n - 1]?.line !== line);
  if (changed) lab.fail('a record is another one when there is room again', { changed, now: records[changed.n - 1] });
  if (new Set(events.map(({ uuid }) => uuid)).size < events.length) lab.fail('an event comes twice', events);
}

/** Of a run that is called a success nothing may be missing: the disk was never full, or Ansible had come to its end. */
function checkAll(lab, { home, artifactDir, ended }) {
  const { problems } = readRun(lab, join(artifactDir, 'run'), join(home, 'play.oracle'));
  if (problems.length > 0) lab.fail('the run is called a success, and is not whole', { problems, ended });
}

function mount(path, size) {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]).status === 0;
}

function resize(path, size) {
  const { status, stderr } = spawnSync('mount', ['-o', `remount,size=${size}`, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the small disk can't be made ${size}: ${stderr}`);
}

function readFileIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
