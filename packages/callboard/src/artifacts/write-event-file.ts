import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../errors.js';

const head = /^\{"uuid":"([^"/]*)","counter":(\d+),/;

/** Where an event's file goes: `<counter>-<uuid>.json`. */
function nameEventFile(event: string): string {
  const [, uuid, counter] = head.exec(event) ?? [];
  if (uuid === undefined) throw new Error(`not an event of ours: ${event.slice(0, 80)}`);
  return `${counter}-${uuid}.json`;
}

/**
 * Writes one event's file. Synchronous: an event is small, and four trips through the thread pool would cost more
 * than the four calls. Renamed into place, so that whoever watches the directory sees whole files only.
 */
export function writeEventFile(directory: string, event: string): void {
  // Both are known to be plain: to make a path of them as of any others takes longer than to find the name.
  const path = `${directory}/${nameEventFile(event)}`;
  const staging = `${path}.tmp`;
  writeFileSync(staging, event, { mode: 0o600 });
  renameSync(staging, path);
}

export function inspectEventFile(directory: string, event: string): 'whole' | 'damaged' | 'missing' {
  try {
    return readFileSync(join(directory, nameEventFile(event)), 'utf8') === event ? 'whole' : 'damaged';
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return 'missing';
    throw thrown;
  }
}
