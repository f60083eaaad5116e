import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rotateArtifacts } from '#callboard/artifacts/rotate-artifacts.js';
import { start } from '#callboard/index.js';
import { markProcess } from '#callboard/journal/process-mark.js';
import { prepareFakeRun } from '../helpers/fake-run.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

/** Runs that began in the order of their names. */
function makeRuns(...names: readonly string[]): string {
  const root = makeTemporaryDir();
  for (const [index, name] of names.entries()) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'command'), '{}');
    utimesSync(join(root, name, 'command'), 1_700_000_000 + index, 1_700_000_000 + index);
  }
  return root;
}

const list = (root: string): string[] => readdirSync(root).sort();

describe('rotation', () => {
  it('removes the runs that began first, until as many are left as are to be kept', async () => {
    const root = makeRuns('a', 'b', 'c', 'd', 'e');
    await rotateArtifacts(root, 3, 'e');
    assert.deepEqual(list(root), ['c', 'd', 'e']);
  });

  it('never removes the run for which it is done, though it seems the oldest', async () => {
    const root = makeRuns('a', 'b', 'c');
    await rotateArtifacts(root, 1, 'a');
    assert.deepEqual(list(root), ['a']);
  });

  it('never removes a run that is going on, and keeps as many others as if it weren\'t there', async () => {
    const root = makeRuns('running', 'a', 'b', 'c', 'd');
    mkdirSync(join(root, 'running/spool'));
    writeFileSync(join(root, 'running/spool/owner.json'), JSON.stringify({ runner: markProcess(process.pid), nonce: 'feed' }));
    await rotateArtifacts(root, 2, 'd');
    assert.deepEqual(list(root), ['c', 'd', 'running']);
  });

  it('goes by when a run began, not by who touched its directory last', async () => {
    const root = makeRuns('a', 'b', 'c');
    writeFileSync(join(root, 'a/note'), 'looked at');
    await rotateArtifacts(root, 2, 'c');
    assert.deepEqual(list(root), ['b', 'c']);
  });

  it('leaves alone what is no run, and everything where nothing is to be kept', async () => {
    const root = makeRuns('a', 'b', 'c');
    mkdirSync(join(root, 'notes'));
    writeFileSync(join(root, 'file'), '');
    await rotateArtifacts(root, 1, 'c');
    assert.deepEqual(list(root), ['c', 'file', 'notes']);
    const all = makeRuns('a', 'b', 'c');
    await rotateArtifacts(all, 0, 'c');
    assert.deepEqual(list(all), ['a', 'b', 'c']);
  });

  it('is done by several at once as by one', async () => {
    for (let round = 1; round <= 25; round += 1) {
      const names = Array.from({ length: 12 }, (_, index) => `run-${String(index).padStart(2, '0')}`);
      const root = makeRuns(...names);
      for (const name of names) {
        mkdirSync(join(root, name, 'job_events'));
        for (let event = 1; event <= 20; event += 1) writeFileSync(join(root, name, `job_events/${event}.json`), '{}');
      }
      await Promise.all(Array.from({ length: 6 }, () => rotateArtifacts(root, 2, 'run-11')));
      assert.deepEqual(list(root), ['run-10', 'run-11']);
    }
  });

  it('never takes a run away before its result is there', async () => {
    const { options } = prepareFakeRun({ events: 5 });
    const root = join(options.privateDataDir, 'artifacts');
    for (let round = 1; round <= 20; round += 1) {
      const run = await start({ ...options, ident: `run-${round}` });
      let isOver = false;
      const ended = run.result.finally(() => {
        isOver = true;
      });
      while (!isOver) await rotateArtifacts(root, 1, 'another');
      const { status, stats } = await ended;
      assert.equal(status, 'successful');
      assert.ok(stats);
    }
  });

  it('keeps the newest when runs rotate for each other at the same time', async () => {
    const { options } = prepareFakeRun({ events: 1 });
    const root = join(options.privateDataDir, 'artifacts');
    const idents = ['one', 'two', 'three'];
    const runs = await Promise.all(idents.map((ident) => start({ ...options, ident, rotateArtifacts: 1 })));
    const results = await Promise.all(runs.map(({ result }) => result));
    assert.deepEqual(results.map(({ status }) => status), ['successful', 'successful', 'successful']);
    const last = await start({ ...options, ident: 'last', rotateArtifacts: 1 });
    await last.result;
    assert.deepEqual(list(root), ['last']);
  });
});
