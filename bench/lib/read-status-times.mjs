import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * When a journal's first and last records were written. The last one is the status that ends a run.
 * @returns {{ first: number, last: number }} milliseconds since 1970
 */
export function readStatusTimes(journal) {
  const fd = openSync(journal, 'r');
  try {
    const { size } = fstatSync(fd);
    const [first, last] = [0, Math.max(0, size - 200)].map((at) => {
      const part = Buffer.alloc(200);
      return /.*"at":"([^"]+)","kind":"status"/s.exec(part.toString('latin1', 0, readSync(fd, part, 0, 200, at)))?.[1];
    });
    return { first: Date.parse(first), last: Date.parse(last) };
  } finally {
    closeSync(fd);
  }
}
