import { execFile } from 'node:child_process';
import { opendirSync, statSync } from 'node:fs';
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

/** Bytes of any of a run's event files, which differ by a few digits; undefined where it has none. */
export function measureEventFile(folder, ident) {
  const events = join(folder, 'artifacts', ident, 'job_events');
  const directory = opendirSync(events);
  const found = directory.readSync();
  directory.closeSync();
  return found ? statSync(join(events, found.name)).size : undefined;
}
