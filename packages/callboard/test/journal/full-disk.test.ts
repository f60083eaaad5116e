import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { RunnerEvent } from '@callboard/contract';
import { openRun, type Run, start } from '#callboard/index.js';
import { assertComplete } from '../helpers/assert-complete.js';
import { leaveCutOffRun } from '../helpers/cut-off.js';
import { type FakeRun, prepareFakeRun } from '../helpers/fake-run.js';
import { copyTree, makeTemporaryDir } from '../helpers/temporary-dir.js';

const mounted: string[] = [];
after(() => {
  for (const path of mounted) execFileSync('umount', ['--lazy', path]);
});

function mountSmallDisk(size: string): string | undefined {
  const path = makeTemporaryDir();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]).status !== 0) return undefined;
  mounted.push(path);
  return path;
}

const disk = mountSmallDisk('4m');
const skip = disk === undefined ? 'needs root, to mount a small tmpfs' : false;

/** Leaves no byte. Returns how to make room again. */
function fillDisk(): () => void {
  const path = join(disk!, 'filler');
  assert.throws(() => writeFileSync(path, Buffer.alloc(8 * 1024 * 1024)), { code: 'ENOSPC' });
  return () => rmSync(path, { force: true });
}

/** A run on the small disk, which is full after its first event. */
async function fillWhileRunning(): Promise<{ fake: FakeRun; run: Run; makeRoom: () => void }> {
  const fake = prepareFakeRun({ events: 3000, delayMs: 1, dataBytes: 3000 }, { artifactDir: join(disk!, 'artifacts') });
  const run = await start(fake.options);
  for await (const _ of run.events) break;
  return { fake: { ...fake, artifactDir: run.artifactDir }, run, makeRoom: fillDisk() };
}

describe('a full disk', { skip }, () => {
  it('ends the run and all who follow it, here and elsewhere; who opens it later completes it', async () => {
    const { fake, run, makeRoom } = await fillWhileRunning();
    const { privateDataDir, ident } = fake.options;
    const elsewhere = await openRun(privateDataDir, ident, { artifactDir: join(disk!, 'artifacts') });
    const [inside, outside] = await Promise.all([collect(run.events), collect(elsewhere.events)]);
    await assert.rejects(run.result, /ENOSPC|No space left/);
    assert.equal(run.status, 'error');
    assert.ok(inside.length > 0 && outside.length > 0);
    // While it is full, what is there can be read.
    const before = await openRun(privateDataDir, ident, { artifactDir: join(disk!, 'artifacts') });
    assert.ok((await collect(before.events)).length >= inside.length);
    makeRoom();
    const after = await openRun(privateDataDir, ident, { artifactDir: join(disk!, 'artifacts') });
    assert.deepEqual([after.status, after.isFinished], ['error', true]);
    assert.ok((await collect(after.events)).length >= inside.length);
    assertComplete(run.artifactDir);
    rmSync(run.artifactDir, { recursive: true });
  });

  it('and a read-only one let a run that was cut off be read; it is completed when they are writable', async () => {
    const left = await leaveCutOffRun({ events: 100 });
    const privateDataDir = makeTemporaryDir();
    const artifactDir = join(disk!, 'artifacts');
    execFileSync('mkdir', ['-p', artifactDir]);
    copyTree(left.artifactDir, join(artifactDir, 'run'));
    const size = statSync(join(artifactDir, 'run/journal.ndjson')).size;
    execFileSync('mount', ['-o', 'remount,ro', disk!]);
    try {
      const run = await openRun(privateDataDir, 'run', { artifactDir });
      assert.deepEqual([run.isFinished, run.cutOff], [false, true]);
      assert.ok((await collect(run.events)).length > 0);
      assert.equal(statSync(join(artifactDir, 'run/journal.ndjson')).size, size);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk!]);
    }
    const run = await openRun(privateDataDir, 'run', { artifactDir });
    assert.deepEqual([run.isFinished, run.cutOff], [true, true]);
    assertComplete(join(artifactDir, 'run'));
  });
});

async function collect(events: AsyncIterable<RunnerEvent>): Promise<RunnerEvent[]> {
  const found: RunnerEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}
