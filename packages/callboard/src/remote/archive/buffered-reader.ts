import { read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

const blockBytes = 256 * 1024;
const chunkBytes = 64 * 1024;

/** Reads an archive by blocks: its directory is read in pieces of some ten bytes, which would be a system call each. */
export class BufferedReader extends RandomAccessReader {
  readonly #archive: FileHandle;
  readonly #block: Buffer = Buffer.allocUnsafe(blockBytes);
  #start = 0;
  #length = 0;

  constructor(archive: FileHandle) {
    super();
    this.#archive = archive;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#readRange(start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (length > blockBytes) return super.read(buffer, offset, length, position, callback);
    const at = position - this.#start;
    if (at >= 0 && at + length <= this.#length) {
      this.#block.copy(buffer, offset, at, at + length);
      process.nextTick(callback, null);
      return;
    }
    read(this.#archive.fd, this.#block, 0, blockBytes, position, (error, bytes) => {
      [this.#start, this.#length] = [position, error ? 0 : bytes];
      if (!error && bytes >= length) this.#block.copy(buffer, offset, 0, length);
      callback(error ?? (bytes < length ? new Error('unexpected EOF') : null));
    });
  }

  /** Unlike a stream on the file, this leaves it open when it is destroyed. */
  async *#readRange(start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    for (let at = start; at < end; ) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
      const { bytesRead } = await this.#archive.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  }

  /** The file is its opener's to close. */
  override close(callback: (error: Error | null) => void): void {
    process.nextTick(callback, null);
  }
}
