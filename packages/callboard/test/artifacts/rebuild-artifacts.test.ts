import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Scenario } from '@callboard/testkit';
import { rebuildArtifacts } from '#callboard/artifacts/rebuild-artifacts.js';
import { run, type RunOptions } from '#callboard/index.js';
import { assertComplete, assertPrivate } from '../helpers/assert-complete.js';
import { prepareFakeRun } from '../helpers/fake-run.js';
import { copyTree, makeTemporaryDir } from '../helpers/temporary-dir.js';

const kinds: Readonly<Record<string, { more?: Partial<RunOptions>; scenario?: Scenario }>> = {
  'a terminal': {},
  pipes: { more: { runnerMode: 'subprocess' }, scenario: { stderrEvery: 4 } },
  'JSON lines': { more: { jsonMode: true } },
  'no output file': { more: { settings: { suppress_output_file: true } } },
  'no event files': { more: { settings: { suppress_event_files: true } } },
};

/** All files of a run but those of the journal, by their names. */
function readTree(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8', withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && entry.name !== 'journal.ndjson');
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name).slice(directory.length), readFileSync(join(parentPath, name), 'utf8')]),
  );
}

describe('artifacts', () => {
  for (const [name, { more = {}, scenario = {} }] of Object.entries(kinds)) {
    it(`are the same from the journal, byte for byte, as they were written live: ${name}`, async () => {
      const fake = prepareFakeRun({ events: 120, variety: 5, outsideEvery: 9, ...scenario }, more);
      await run(fake.options);
      assertComplete(fake.artifactDir, { withEventFiles: name !== 'no event files' });
      const live = readTree(fake.artifactDir);
      const copy = join(makeTemporaryDir(), 'copy');
      copyTree(fake.artifactDir, copy);
      rmSync(join(copy, 'job_events'), { recursive: true });
      rmSync(join(copy, 'stdout'), { force: true });
      await rebuildArtifacts(copy, {
        suppressOutputFile: name === 'no output file',
        suppressEventFiles: name === 'no event files',
        jsonMode: more.jsonMode ?? false,
        hasEventHandler: false,
        lineEnd: more.runnerMode === 'subprocess' ? '\n' : '\r\n',
      });
      assert.deepEqual(readTree(copy), live);
      assertPrivate(copy);
    });
  }

  it('are private from the first moment, whatever the umask, and named as Ansible Runner names them', async () => {
    const before = process.umask(0);
    try {
      const fake = prepareFakeRun({ events: 3 }, { extravars: { a: 1 }, runnerMode: 'subprocess' });
      const seen: string[] = [];
      await run({ ...fake.options, eventHandler: () => void (seen.length === 0 && (assertPrivate(fake.artifactDir), seen.push('looked'))) });
      assert.deepEqual(seen, ['looked']);
      assertPrivate(fake.artifactDir);
      const names = readdirSync(fake.artifactDir).sort();
      assert.deepEqual(names, ['command', 'fact_cache', 'job_events', 'journal.ndjson', 'rc', 'status', 'stderr', 'stdout']);
    } finally {
      process.umask(before);
    }
  });

  it('do not come back where the eventHandler had refused them; later ones, of which nobody knows, do', async () => {
    const fake = prepareFakeRun({ events: 10 });
    let recorded: unknown;
    await run({
      ...fake.options,
      eventHandler: ({ counter }) => {
        recorded ??= JSON.parse(readFileSync(join(fake.artifactDir, 'spool/owner.json'), 'utf8')).hasEventHandler;
        return counter % 3 === 0;
      },
    });
    assert.equal(recorded, true, 'a recovery knows that there was one');
    const directory = join(fake.artifactDir, 'job_events');
    const list = (): number[] => readdirSync(directory).map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
    assert.deepEqual(list(), [3, 6, 9]);
    const options = { suppressOutputFile: false, jsonMode: false, lineEnd: '\r\n' };
    await rebuildArtifacts(fake.artifactDir, { ...options, hasEventHandler: true });
    assert.deepEqual(list(), [3, 6, 9, 10, 11]);
    await rebuildArtifacts(fake.artifactDir, { ...options, hasEventHandler: false });
    assert.equal(list().length, 11);
  });

  it('that a loss of power left torn are written again', async () => {
    const fake = prepareFakeRun({ events: 10 });
    await run(fake.options);
    const live = readTree(fake.artifactDir);
    const directory = join(fake.artifactDir, 'job_events');
    const [first = '', second = ''] = readdirSync(directory);
    writeFileSync(join(directory, first), '');
    writeFileSync(join(directory, second), '{"uuid":"torn');
    await rebuildArtifacts(fake.artifactDir, { suppressOutputFile: false, jsonMode: false, hasEventHandler: false, lineEnd: '\r\n' });
    assert.deepEqual(readTree(fake.artifactDir), live);
  });
});
