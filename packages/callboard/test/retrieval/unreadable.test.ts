import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { CallboardError, openRun } from '#callboard/index.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

const directory = Symbol('a directory');
type Tree = Readonly<Record<string, string | typeof directory>>;

/** What may lie where a run is looked for, and the error; undefined where it can be read all the same. */
const garbage: Readonly<Record<string, readonly [tree: Tree, code: string | undefined]>> = {
  'a file': [{ '.': 'text' }, 'ERR_RUN_NOT_FOUND'],
  'an empty directory': [{ '.': directory }, 'ERR_RUN_NOT_FOUND'],
  'a journal that is a directory': [{ 'journal.ndjson': directory }, 'ERR_RUN_UNREADABLE'],
  'a journal of something else': [{ 'journal.ndjson': 'hello\n{}\n[1]\n' }, undefined],
  'a spool that is a file': [{ 'journal.ndjson': '', spool: 'text' }, 'ERR_RUN_UNREADABLE'],
  'an owner that is a directory': [{ 'journal.ndjson': '', 'spool/owner.json': directory }, 'ERR_RUN_UNREADABLE'],
  'an owner of something else': [{ 'journal.ndjson': '', 'spool/owner.json': '[]' }, undefined],
  'an owner that says too little': [
    { 'journal.ndjson': '', 'spool/owner.json': '{"nonce":"a","runner":{"pid":1,"started":"x","place":"x 1"}}' },
    undefined,
  ],
  'a command that is no JSON': [{ rc: '0', command: 'ls -l' }, 'ERR_RUN_UNREADABLE'],
  'a command that is a directory': [{ rc: '0', command: directory }, 'ERR_RUN_UNREADABLE'],
  'an event that is no JSON': [{ 'job_events/1-a.json': '{' }, 'ERR_RUN_UNREADABLE'],
  'an event that is nothing': [{ 'job_events/1-a.json': 'null' }, 'ERR_RUN_UNREADABLE'],
  'an event that is a directory': [{ 'job_events/1-a.json': directory }, 'ERR_RUN_UNREADABLE'],
  'a status that is none': [{ rc: '0', status: 'successfu\0\0' }, 'ERR_RUN_UNREADABLE'],
  'a status that is empty': [{ rc: '0', status: '' }, undefined],
  'events that are a file': [{ job_events: 'text' }, undefined],
  'an exit code that is none': [{ rc: 'None' }, undefined],
};

function plant(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (content === directory) mkdirSync(join(root, path), { recursive: true });
    else writeFileSync(join(root, path), content);
  }
}

async function readAll(privateDataDir: string): Promise<void> {
  const run = await openRun(privateDataDir, 'odd');
  assert.equal(await run.stats(), undefined);
}

describe('opening what is no run', () => {
  for (const [name, [tree, code]] of Object.entries(garbage)) {
    it(`${code ? `says ${code}` : 'reads what can be read'}: ${name}`, async () => {
      const privateDataDir = makeTemporaryDir();
      plant(join(privateDataDir, 'artifacts/odd'), tree);
      const reading = readAll(privateDataDir);
      if (code === undefined) return await reading;
      await assert.rejects(reading, (thrown) => thrown instanceof CallboardError && thrown.code === code);
    });
  }
});
