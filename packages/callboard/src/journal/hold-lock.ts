import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { showLifeSign } from './life-sign.js';
import { judgeProcess, markProcess, type ProcessMark } from './process-mark.js';

const tries = 3;
let taken = 0;

/**
 * Takes a lock for this process; undefined where another one holds it. The lock of a process that is gone counts for
 * nothing. Throws the system's ENOENT where the directory is gone.
 *
 * Whoever wants it first puts a file of their own beside the others', and then looks whether they are alone: of two
 * at once at least one sees the other. The file's name says whose it is, so none is ever half written, and removing a
 * dead one's can't hit anybody else's. Who is in another container is asked at the file itself, which is a life sign.
 */
export async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const own = `${path}.${nameProcess(markProcess(process.pid))}.${(taken += 1)}`;
    const release = await putFile(own);
    if (await isAlone(own, path)) return release;
    await release();
    // The other one may have made room for us as we did for them.
    if (attempt < tries) await wait(5 + Math.random() * 20);
  }
  return undefined;
}

/** Whether a process holds it that lives, as far as can be seen from here. */
export async function isLocked(path: string): Promise<boolean> {
  for (const holder of await listHolders(path).catch(() => [])) {
    if (await mayLive(holder, path)) return true;
  }
  return false;
}

async function putFile(own: string): Promise<() => Promise<void>> {
  const sign = await showLifeSign(own);
  if (sign) return sign.release;
  await writeFile(own, '', { flag: 'wx', mode: 0o600 });
  return () => rm(own, { force: true });
}

async function isAlone(own: string, path: string): Promise<boolean> {
  let alone = true;
  for (const holder of await listHolders(path)) {
    if (holder === own) continue;
    if (await mayLive(holder, path)) alone = false;
    else await rm(holder, { force: true });
  }
  return alone;
}

async function listHolders(path: string): Promise<string[]> {
  const names = await readdir(dirname(path));
  return names.filter((name) => name.startsWith(`${basename(path)}.`)).map((name) => join(dirname(path), name));
}

async function mayLive(holder: string, path: string): Promise<boolean> {
  return (await judgeProcess(readName(holder.slice(path.length + 1)), holder)) !== 'gone';
}

function nameProcess({ pid, started, place }: ProcessMark): string {
  return [pid, started, place].join('.').replaceAll(' ', '_');
}

function readName(name: string): ProcessMark {
  const [pid, started = '', place = ''] = name.replaceAll('_', ' ').split('.');
  return { pid: Number(pid), started, place };
}
