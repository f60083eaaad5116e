import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { decodeRecord, type RawRecord } from './record.js';

const defaultChunkBytes = 256 * 1024;
const newline = 0x0a;

/** A line that is not what was written. `line` counts from 1, `offset` is in bytes. */
export interface DamagedLine {
  readonly line: number;
  readonly offset: number;
}

/** Between two records. */
export interface JournalPlace {
  /** Number of the record before; 0 at the beginning. */
  readonly n: number;
  /** Bytes before the next record's line. */
  readonly offset: number;
}

export const journalBeginning: JournalPlace = { n: 0, offset: 0 };

export interface ReadJournalOptions {
  /** Where to begin, at the beginning unless told. */
  readonly from?: JournalPlace;
  /** Told before each batch where the next one will begin. */
  readonly onPlace?: (next: JournalPlace) => void;
  /** Called at the end of what is there: true (or a promise of it) when there may be more, false to end. */
  readonly waitForMore?: () => boolean | Promise<boolean>;
  /** Awaited before each reading: a reader that waits for its turn holds no records. */
  readonly takeTurn?: () => Promise<void>;
  /** How much is read at once, 256 KiB unless told. */
  readonly chunkBytes?: number;
  /** A line that is torn, was changed or came twice is left out, and told here; so is one before which others are missing. */
  readonly onDamage?: (damage: DamagedLine) => void;
}

/**
 * Records of a journal in order. Reads by chunks from the file, so that a reader that is slow falls behind on disk
 * and not in memory. An unfinished last line is left for later: its writer may be in the middle of it.
 */
export async function* readJournal(path: string, options: ReadJournalOptions = {}): AsyncGenerator<RawRecord> {
  for await (const batch of readJournalBatches(path, options)) yield* batch;
}

/**
 * As `readJournal`, a chunk's records at a time: an await for each would cost more than all the rest. A batch is good
 * until the next one is asked for.
 */
export async function* readJournalBatches(
  path: string,
  options: ReadJournalOptions = {},
): AsyncGenerator<readonly RawRecord[]> {
  const file = await open(path, 'r');
  const chunk = takeChunk(options.chunkBytes ?? defaultChunkBytes);
  const decoder = new LineDecoder(options);
  try {
    for await (const lines of readLines(file, chunk, options)) {
      const records = decoder.decode(lines);
      if (records.length === 0) continue;
      options.onPlace?.(decoder.place);
      yield records;
      // Whoever waits for more would still hold these, and a process may have hundreds of readers.
      records.length = 0;
    }
  } finally {
    spareChunk = chunk;
    await file.close();
  }
}

/** Of the reader that ended last. Whoever reads piece by piece would leave V8 hundreds, and it would let them be. */
let spareChunk: Buffer | undefined;

function takeChunk(bytes: number): Buffer {
  if (spareChunk?.length !== bytes) return Buffer.allocUnsafe(bytes);
  const chunk = spareChunk;
  spareChunk = undefined;
  return chunk;
}

/** They are good until the next ones are asked for: they lie in a buffer that is used again. */
interface Lines {
  readonly lines: Buffer[];
  readonly firstLine: number;
  readonly offset: number;
}

async function* readLines(file: FileHandle, chunk: Buffer, options: ReadJournalOptions): AsyncGenerator<Lines> {
  let rest: Buffer[] = [];
  const { from = journalBeginning } = options;
  let lineNumber = from.n + 1;
  let { offset } = from;
  let position = offset;
  let atEnd = false;
  for (;;) {
    await options.takeTurn?.();
    const bytes: number = atEnd
      ? readSync(file.fd, chunk, 0, chunk.length, position)
      : await readChunk(file, chunk, position);
    if (bytes > 0) {
      position += bytes;
      const { lines, end } = splitLines(chunk.subarray(0, bytes));
      const [first] = lines;
      if (first) {
        // A line of many chunks is put together once, when its end is there.
        if (rest.length > 0) lines[0] = Buffer.concat([...rest, first]);
        yield { lines, firstLine: lineNumber, offset };
        lineNumber += lines.length;
        lines.length = 0;
        offset = position - (bytes - end);
        rest = [];
      }
      if (end < bytes) rest.push(Buffer.from(chunk.subarray(end, bytes)));
    }
    // What a writer has just added is little and in memory: a trip through the thread pool would cost ten times as much.
    atEnd = bytes < chunk.length;
    if (bytes === 0 && !(await options.waitForMore?.())) return;
  }
}

async function readChunk(file: FileHandle, chunk: Buffer, position: number): Promise<number> {
  return (await file.read(chunk, 0, chunk.length, position)).bytesRead;
}

function splitLines(block: Buffer): { lines: Buffer[]; end: number } {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = block.indexOf(newline, start); end !== -1; end = block.indexOf(newline, start)) {
    lines.push(block.subarray(start, end));
    start = end + 1;
  }
  return { lines, end: start };
}

/** A line can be whole and yet not be where it belongs: records count up by one. */
class LineDecoder {
  readonly #onDamage: ReadJournalOptions['onDamage'];
  #last: number;
  #offset: number;
  /** Damaged lines since then, which stand for a record each. */
  #lost = 0;

  constructor({ onDamage, from = journalBeginning }: ReadJournalOptions) {
    this.#onDamage = onDamage;
    this.#last = from.n;
    this.#offset = from.offset;
  }

  /** Behind what was decoded last. */
  get place(): JournalPlace {
    return { n: this.#last, offset: this.#offset };
  }

  decode({ lines, firstLine, offset }: Lines): RawRecord[] {
    const records: RawRecord[] = [];
    let at = offset;
    for (const [index, line] of lines.entries()) {
      const record = decodeRecord(line);
      const isNext = record !== undefined && record.n > this.#last;
      if (!isNext) this.#lost += 1;
      if (!isNext || record.n > this.#last + 1 + this.#lost) this.#onDamage?.({ line: firstLine + index, offset: at });
      if (isNext) {
        records.push(record);
        [this.#last, this.#lost] = [record.n, 0];
      }
      at += line.length + 1;
    }
    this.#offset = at;
    return records;
  }
}
