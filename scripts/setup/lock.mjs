import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SetupError, say } from './say.mjs';

const POLL = 200; // ms
const UNREADABLE = 60_000; // ms
const PATIENCE = 30 * 60_000; // ms; longer than the slowest set-up

/** Runs `work` while no other process holds the lock at `path`; a dead holder's lock is taken over. */
export async function withLock(path, work) {
  const deadline = Date.now() + PATIENCE;
  let release = tryLock(path);
  if (!release) say(`waiting for another set-up (process ${readHolder(path)?.pid ?? '?'})`);
  while (!release) {
    if (Date.now() > deadline) {
      throw new SetupError('ERR_LOCKED', `${path} has been held for 30 minutes: end its holder or delete the file`);
    }
    await wait(POLL);
    release = tryLock(path);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/** @returns a function that releases the lock, or undefined while someone alive holds it. */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const token = randomUUID();
  const draft = `${path}.${token}`;
  writeFileSync(draft, JSON.stringify({ token, pid: process.pid, host: hostname() }));
  try {
    if (!claim(draft, path) && !takeOver(draft, path)) return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readHolder(path)?.token === token) rmSync(path, { force: true });
  };
}

// A hard link appears whole or not at all, so no reader ever sees a lock without its holder.
function claim(draft, path) {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Two processes may find the same dead holder. Only one can claim `….steal-<its token>`, and one that comes
 * too late sees that the token has changed.
 */
function takeOver(draft, path) {
  const dead = readHolder(path);
  if (dead ? isAlive(dead) : !isOld(path)) return false;
  const steal = `${path}.steal-${dead?.token ?? 'nobody'}`;
  if (!claim(draft, steal)) return false;
  try {
    if (readHolder(path)?.token !== dead?.token) return false;
    renameSync(draft, path);
    return true;
  } finally {
    rmSync(steal, { force: true });
  }
}

/** A lock that names nobody (the disk was full, the machine went down) is nobody's, once it is no longer new. */
function isOld(path) {
  const about = statSync(path, { throwIfNoEntry: false });
  return about !== undefined && Date.now() - about.mtimeMs > UNREADABLE;
}

function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host }) {
  if (host !== hostname()) return true; // can't know
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
