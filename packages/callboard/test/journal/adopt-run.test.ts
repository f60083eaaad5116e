import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readOracle } from '@callboard/testkit';
import { openRun, start } from '#callboard/index.js';
import { assertAsTold, assertComplete } from '../helpers/assert-complete.js';
import { copyRun, leaveCutOffRun } from '../helpers/cut-off.js';
import { prepareFakeRun } from '../helpers/fake-run.js';

describe('a runner that was lost while it began', () => {
  it('with a journal, and nothing else on disk: the run is found as lost, and stays so', async () => {
    const { options, artifactDir } = prepareFakeRun({});
    mkdirSync(artifactDir, { recursive: true, mode: 0o700 });
    writeFileSync(join(artifactDir, 'journal.ndjson'), '', { mode: 0o600 });
    await assert.rejects(start(options), { code: 'ERR_IDENT_IN_USE' });
    const opened = await Promise.all([1, 2, 3].map(() => openRun(options.privateDataDir, options.ident)));
    for (const run of opened) assert.deepEqual([run.status, run.cutOff, run.rc], ['error', true, 254]);
    assertComplete(artifactDir);
    assert.equal((await openRun(options.privateDataDir, options.ident)).status, 'error');
  });

  it('with an owner, and no journal yet', async () => {
    const left = await leaveCutOffRun({ events: 100 });
    for (const name of ['journal.ndjson', 'command', 'job_events', 'stdout'])
      rmSync(join(left.artifactDir, name), { recursive: true });
    for (const name of readdirSync(join(left.artifactDir, 'spool'))) {
      if (name !== 'owner.json') rmSync(join(left.artifactDir, 'spool', name));
    }
    const run = await openRun(left.options.privateDataDir, left.options.ident);
    assert.deepEqual([run.status, run.cutOff], ['error', true]);
    assert.equal(assertComplete(left.artifactDir).events.length, 0);
  });

  it('with an owner of which a loss of power left no byte: nothing is made of what Ansible wrote', async () => {
    const left = await leaveCutOffRun({ events: 100 });
    writeFileSync(join(left.artifactDir, 'spool/owner.json'), '');
    const had = readFileSync(join(left.artifactDir, 'journal.ndjson'), 'latin1').split('"kind":"event"').length - 1;
    // Whoever looks takes it over: several at once, and more than once, for they can get into each other's way.
    for (let time = 0; time < 20; time += 1) {
      const run = copyRun(left);
      const { privateDataDir, ident } = run.options;
      const opened = await Promise.all([1, 2, 3].map(() => openRun(privateDataDir, ident)));
      for (const { status, cutOff, rc } of opened) assert.deepEqual([status, cutOff, rc], ['error', true, 254]);
      assert.equal(assertComplete(run.artifactDir).events.length, had);
    }
  });

  it('leaves an ident that one of many can have', async () => {
    const { options } = prepareFakeRun({ events: 1 });
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => start(options)));
    const won = tries.filter((attempt) => attempt.status === 'fulfilled');
    const codes = tries.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason.code] : []));
    assert.deepEqual(codes, ['ERR_IDENT_IN_USE', 'ERR_IDENT_IN_USE', 'ERR_IDENT_IN_USE']);
    assert.equal((await won[0]!.value.result).status, 'successful');
    assertComplete(won[0]!.value.artifactDir);
  });
});

describe('a journal that somebody has removed or spoilt while nobody looked', () => {
  const spoilers: Readonly<Record<string, (path: string, content: Buffer) => void>> = {
    removed: (path) => rmSync(path),
    'cut in front': (path, content) => writeFileSync(path, content.subarray(content.indexOf('\n', 3000) + 1)),
    'with a line between': (path, content) => {
      const at = content.indexOf('\n', 3000) + 1;
      writeFileSync(path, Buffer.concat([content.subarray(0, at), Buffer.from('a stranger\n'), content.subarray(at)]));
    },
  };
  for (const [name, spoil] of Object.entries(spoilers)) {
    it(`is derived from the spool again: ${name}`, async () => {
      const run = copyRun(await leaveCutOffRun({ events: 150 }));
      const path = join(run.artifactDir, 'journal.ndjson');
      spoil(path, readFileSync(path));
      const { explanation } = await openRun(run.options.privateDataDir, run.options.ident);
      if (name !== 'removed') assert.match(explanation ?? '', /The journal was damaged from line \d+ on/);
      assertAsTold(assertComplete(run.artifactDir), readOracle(run.oracle), 'pty');
    });
  }
});
