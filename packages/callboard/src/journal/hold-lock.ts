import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, markProcess, type ProcessMark } from './owner.js';

const tries = 3;
let taken = 0;

/**
 * Takes a lock for this process; undefined where another one holds it. The lock of a process that is gone counts for
 * nothing. Throws the system's ENOENT where the directory is gone.
 *
 * Whoever wants it first puts a file of their own beside the others', and then looks whether they are alone: of two
 * at once at least one sees the other. The file's name says all, so none is ever half written, and removing a dead
 * one's can't hit anybody else's.
 */
export async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const own = `${path}.${nameProcess(markProcess(process.pid))}.${(taken += 1)}`;
    await writeFile(own, '', { flag: 'wx', mode: 0o600 });
    if (await isAlone(own, path)) return () => rm(own, { force: true });
    await rm(own, { force: true });
    // The other one may have made room for us as we did for them.
    if (attempt < tries) await wait(5 + Math.random() * 20);
  }
  return undefined;
}

/** Whether a living process holds it. */
export async function isLocked(path: string): Promise<boolean> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path)).catch(() => []);
  return names.some((name) => name.startsWith(prefix) && isAlive(readName(name.slice(prefix.length))));
}

async function isAlone(own: string, path: string): Promise<boolean> {
  const prefix = `${basename(path)}.`;
  const others = (await readdir(dirname(path))).filter((name) => name.startsWith(prefix) && name !== basename(own));
  let alone = true;
  for (const name of others) {
    if (isAlive(readName(name.slice(prefix.length)))) alone = false;
    else await rm(join(dirname(path), name), { force: true });
  }
  return alone;
}

function nameProcess({ pid, started }: ProcessMark): string {
  return `${pid}.${started.replace(' ', '_')}`;
}

function readName(name: string): ProcessMark {
  const [pid, started = ''] = name.split('.');
  return { pid: Number(pid), started: started.replace('_', ' ') };
}
