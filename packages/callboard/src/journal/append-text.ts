import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Up to here the page cache takes a text in less time than a trip through the thread pool costs. */
export const smallLength: number = 64 * 1024;

/** Appends a text as a whole and returns its bytes. Throws the system's error where the file doesn't take it. */
export async function appendText(file: FileHandle, text: string): Promise<number> {
  const bytes: Uint8Array = Buffer.from(text);
  if (text.length > smallLength) {
    await file.appendFile(bytes);
    return bytes.length;
  }
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(writeSync(file.fd, rest));
  return bytes.length;
}
