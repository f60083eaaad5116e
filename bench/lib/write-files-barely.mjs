import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programs } from './folders.mjs';

/**
 * Makes files as a run makes those of its events, in a process of its own. They stay.
 * @param {{ folder: string, count: number, bytes: number }} what
 * @returns {Promise<{ wall: number, cpu: number }>} seconds of the loop alone
 */
export async function writeFilesBarely(what) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(programs, 'write-files.mjs'),
    JSON.stringify(what),
  ]);
  return JSON.parse(stdout);
}

/** Bytes of a file of events as a run of the fake Ansible leaves them: they differ by a few digits. */
export function measureEventFile(folder, ident) {
  const events = join(folder, 'artifacts', ident, 'job_events');
  const names = readdirSync(events);
  return statSync(join(events, names[names.length >> 1])).size;
}
