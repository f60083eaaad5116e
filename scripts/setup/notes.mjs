import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './paths.mjs';

const file = join(cache, 'ansible/notes.json');

/** What earlier set-ups found out, so that the next needn't ask. Only ever a shortcut: it may be deleted. */
export function readNotes() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

export function writeNotes(notes) {
  mkdirSync(join(cache, 'ansible'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readNotes(), ...notes }, null, 2)}\n`);
}
