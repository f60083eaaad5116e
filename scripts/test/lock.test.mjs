import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { tryLock, withLock } from '../setup/lock.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a lock is held once, and free again after its release', () => {
  const path = join(folder, 'lock');
  const release = tryLock(path);
  assert.equal(tryLock(path), undefined);
  release();
  const again = tryLock(path);
  assert.ok(again);
  again();
  assert.deepEqual(readdirSync(folder), []);
});

test('the lock of a process that has died is taken over', () => {
  const path = join(folder, 'lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(path, JSON.stringify({ token: 'dead', pid, host: hostname() }));
  const release = tryLock(path);
  assert.ok(release);
  release();
  assert.equal(existsSync(path), false);
});

test('a lock that names nobody is taken over, once it is no longer new', () => {
  const path = join(folder, 'lock');
  writeFileSync(path, '');
  assert.equal(tryLock(path), undefined);
  const old = new Date(Date.now() - 120_000);
  utimesSync(path, old, old);
  const release = tryLock(path);
  assert.ok(release);
  release();
  assert.deepEqual(readdirSync(folder), []);
});

test('the lock of another machine is left alone', () => {
  const path = join(folder, 'lock');
  writeFileSync(path, JSON.stringify({ token: 'there', pid: 1, host: `not-${hostname()}` }));
  assert.equal(tryLock(path), undefined);
});

test('a failure in the work releases the lock', async () => {
  const path = join(folder, 'lock');
  await assert.rejects(
    withLock(path, () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(existsSync(path), false);
});

test('processes that start from one dead lock work one after the other', async () => {
  const path = join(folder, 'lock');
  const log = join(folder, 'log');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(path, JSON.stringify({ token: 'dead', pid, host: hostname() }));
  appendFileSync(log, '');
  const codes = await Promise.all(Array.from({ length: 4 }, () => runHolder(path, log)));
  assert.deepEqual(codes, [0, 0, 0, 0]);
  assert.match(readFileSync(log, 'utf8'), /^(in out ){4}$/);
});

function runHolder(path, log) {
  const code = `
    import { appendFileSync } from 'node:fs';
    import { setImmediate as turn } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(new URL('../setup/lock.mjs', import.meta.url).href)};
    await withLock(${JSON.stringify(path)}, async () => {
      appendFileSync(${JSON.stringify(log)}, 'in ');
      for (let i = 0; i < 1000; i++) await turn();
      appendFileSync(${JSON.stringify(log)}, 'out ');
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((resolve) => child.on('close', resolve));
}
