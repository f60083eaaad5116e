import { closeSync, readSync } from 'node:fs';
import { openIfThere } from './open-if-there.js';

const chunkBytes = 64 * 1024;
const newline = 0x0a;

/**
 * Lines of the spool, in order. Ansible writes a line before its mark, so whoever has seen mark number N can have
 * line N at once; reads are synchronous for that reason, and short because the data is in the page cache.
 */
export class SpoolReader {
  readonly #path: string;
  readonly #chunk: Buffer = Buffer.allocUnsafe(chunkBytes);
  #fd: number | undefined;
  #position = 0;
  #rest: Buffer[] = [];
  #lines: string[] = [];
  #taken = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Number of the last line that was taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Holds the file, where there is one: whoever removes it then takes nothing away. */
  open(): void {
    this.#fd ??= openIfThere(this.#path);
  }

  /** The next line, or undefined where the file has no more complete one. */
  take(): string | undefined {
    if (this.#lines.length === 0) this.#readMore();
    const line = this.#lines.shift();
    if (line !== undefined) this.#taken += 1;
    return line;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #readMore(): void {
    this.open();
    if (this.#fd === undefined) return;
    while (this.#lines.length === 0) {
      const bytes = readSync(this.#fd, this.#chunk, 0, chunkBytes, this.#position);
      if (bytes === 0) return;
      this.#position += bytes;
      this.#split(Buffer.from(this.#chunk.subarray(0, bytes)));
    }
  }

  #split(chunk: Buffer): void {
    const last = chunk.lastIndexOf(newline);
    if (last === -1) {
      this.#rest.push(chunk);
      return;
    }
    // The spool is ASCII: no character can be cut at a chunk's end.
    const complete = Buffer.concat([...this.#rest, chunk.subarray(0, last)]).toString('latin1');
    this.#lines = complete.split('\n');
    this.#rest = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
  }
}
