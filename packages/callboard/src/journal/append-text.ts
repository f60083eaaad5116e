import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Up to here the page cache takes a text in less time than a trip through the thread pool costs. */
const smallLength = 64 * 1024;

/** Appends a text as a whole. Throws the system's error where the file doesn't take it. */
export async function appendText(file: FileHandle, text: string): Promise<void> {
  if (text.length > smallLength) {
    await file.appendFile(text);
    return;
  }
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSync(file.fd, rest));
}
