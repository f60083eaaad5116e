import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';

/**
 * The least that a disk can be asked for: the same bytes, written and synced in the same groups, and nothing else.
 * @param {Buffer} bytes all of them
 * @param {({ write: number } | { sync: true })[]} steps `write`: so many of the bytes, from where the last step ended
 */
export function replayWrites(path, bytes, steps) {
  const fd = openSync(path, 'ax', 0o600);
  let at = 0;
  for (const { write } of steps) {
    if (write === undefined) fdatasyncSync(fd);
    for (const end = at + (write ?? 0); at < end; ) at += writeSync(fd, bytes, at, end - at);
  }
  closeSync(fd);
  if (at !== bytes.length) throw new Error(`${at} of ${bytes.length} bytes were written`);
}
