import { existsSync, linkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/setup/paths.mjs';

const hook = pathToFileURL(join(root, 'lab/hooks/record-files.mjs')).href;

/**
 * Options for a process whose file operations below a directory are to be written down.
 * @param {{ below: string, to: string, failing?: string }} what `failing`: which sync of which file is to fail, as in
 *   `journal.ndjson 3`
 */
export function recordFiles(lab, { below, to, failing = '' }) {
  const env = { ...lab.env, LAB_RECORD: to, LAB_RECORD_BELOW: below, LAB_FAIL_SYNC: failing };
  return { nodeOptions: ['--import', hook], env };
}

/** @returns {object[]} what was written down, in order */
export function readRecording(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** Keeps the spool's files under other names while their run goes on, which removes them at its end. */
export function keepSpool(artifactDir, to) {
  const left = new Set(['events', 'terminal']);
  const timer = setInterval(() => {
    for (const name of left) {
      if (!existsSync(join(artifactDir, 'spool', name))) continue;
      linkSync(join(artifactDir, 'spool', name), join(to, name));
      left.delete(name);
    }
  }, 2);
  return {
    stop: () => {
      clearInterval(timer);
      return new Map(['events', 'terminal'].map((name) => [name, readFileSync(join(to, name))]));
    },
  };
}
