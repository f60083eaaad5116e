import { type FileHandle, open } from 'node:fs/promises';
import { decodeRecord, type RawRecord } from './record.js';

/** The first record of a journal and its last ones. */
export interface JournalEnds {
  readonly first: RawRecord | undefined;
  readonly last: readonly RawRecord[];
}

const window = 64 * 1024;
/** Beyond that a record is too big to be looked at for a list. */
const widest = 16 * 1024 * 1024;

/** Reads both ends of a journal of any size. Damaged lines are left out. */
export async function inspectJournal(path: string): Promise<JournalEnds> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return { first: await readFirst(file, size), last: await readLast(file, size) };
  } finally {
    await file.close();
  }
}

async function readFirst(file: FileHandle, size: number): Promise<RawRecord | undefined> {
  for (let length = window; ; length *= 4) {
    const head = await readPart(file, 0, Math.min(length, size));
    const end = head.indexOf(0x0a);
    if (end !== -1) return decodeRecord(head.subarray(0, end));
    if (length >= Math.min(size, widest)) return undefined;
  }
}

/** Goes back until an event is among them. */
async function readLast(file: FileHandle, size: number): Promise<RawRecord[]> {
  for (let length = window; ; length *= 4) {
    const start = Math.max(0, size - length);
    const records = decodeAll(await readPart(file, start, size - start));
    const isEnough = records.some(({ kind }) => kind === 'event');
    if (isEnough || start === 0 || length >= widest) return records;
  }
}

async function readPart(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const part = Buffer.alloc(length);
  const { bytesRead } = await file.read(part, 0, length, start);
  return part.subarray(0, bytesRead);
}

/** A part begins in the middle of a line, which its checksum tells. */
function decodeAll(part: Buffer): RawRecord[] {
  const records: RawRecord[] = [];
  let start = 0;
  for (let end = part.indexOf(0x0a); end !== -1; end = part.indexOf(0x0a, start)) {
    const record = decodeRecord(part.subarray(start, end));
    if (record) records.push(record);
    start = end + 1;
  }
  return records;
}
