import { crc32 } from 'node:zlib';

/** `‹checksum› {"uuid":"…","event":"…`: the uuid also names a file. */
const shape = /^[0-9a-f]{8} \{"uuid":"[\w-]{1,64}","event":"/;
const dataStart = 'checksum '.length;

/**
 * The JSON in a line of the spool, or undefined where the line is not what the callback plugin wrote: zeros of a lost
 * page, two halves of two lines, a digit that is another one.
 */
export function openSpoolLine(line: string): string | undefined {
  if (!shape.test(line)) return undefined;
  const data = line.slice(dataStart);
  return crc32(data) === Number.parseInt(line.slice(0, dataStart), 16) ? data : undefined;
}
