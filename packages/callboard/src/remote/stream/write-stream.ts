import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { CallboardError } from '../../errors.js';

/** A multiple of three bytes, so that base64 pads nowhere but at the end. */
const chunkBytes = 3 * 64 * 1024;
const eof = '{"eof": true}';
const keepalive = '{"event": "keepalive", "counter": 0, "uuid": 0}';

/** Writes lines and archives for the other end, one after the other, at its pace. */
export class StreamWriter {
  readonly #output: Writable;
  /** Aborted when the other end is gone. */
  readonly gone: AbortSignal;
  readonly #gone: AbortController = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #busy = 0;
  #keepalive: NodeJS.Timeout | undefined;

  constructor(output: Writable) {
    this.#output = output;
    this.gone = this.#gone.signal;
    output.once('close', this.reportGone).once('error', this.reportGone);
  }

  /** The other end is gone: nothing can be written any more. */
  readonly reportGone = (): void => this.#gone.abort();

  /** Lines that are whole, ended by a newline each. Throws ERR_STREAM where nobody reads any more. */
  async writeLines(lines: string): Promise<void> {
    await this.#queue(() => this.#write(lines));
  }

  async writeArchive(archive: FileHandle, size: number): Promise<void> {
    await this.#queue(async () => {
      await this.#write(`{"zipfile": ${size}}\n`);
      const chunk = Buffer.allocUnsafe(chunkBytes);
      for (let at = 0; at < size; ) {
        const { bytesRead } = await archive.read(chunk, 0, Math.min(chunkBytes, size - at), at);
        if (bytesRead === 0) throw new CallboardError('ERR_STREAM', 'The archive is shorter than it was.');
        at += bytesRead;
        const rest = bytesRead % 3;
        // A short read in the middle: the rest comes with the next.
        if (rest > 0 && at < size) at -= rest;
        await this.#write(chunk.toString('base64', 0, at < size ? bytesRead - rest : bytesRead));
      }
    });
  }

  /** From now on something is said at least that often, so that nobody takes a silent play for a dead one. */
  keepAlive(seconds: number): void {
    if (seconds <= 0) return;
    this.#keepalive = setTimeout(() => {
      if (this.#busy === 0) void this.writeLines(`${keepalive}\n`).catch(() => undefined);
      else this.#keepalive?.refresh();
    }, seconds * 1000);
  }

  /** The last line; no keepalive can follow it. */
  async writeEnd(): Promise<void> {
    clearTimeout(this.#keepalive);
    this.#keepalive = undefined;
    await this.writeLines(`${eof}\n`);
    this.#output.off('close', this.reportGone).off('error', this.reportGone);
  }

  async #queue(write: () => Promise<void>): Promise<void> {
    this.#busy += 1;
    const turn = this.#last.then(write);
    this.#last = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.#busy -= 1;
      this.#keepalive?.refresh();
    }
  }

  async #write(chunk: string): Promise<void> {
    if (this.gone.aborted || this.#output.destroyed) throw this.#nobodyReads();
    if (this.#output.write(chunk)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#output.off('drain', done);
        this.gone.removeEventListener('abort', done);
        resolve();
      };
      this.#output.once('drain', done);
      this.gone.addEventListener('abort', done, { once: true });
    });
    if (this.gone.aborted) throw this.#nobodyReads();
  }

  #nobodyReads(): CallboardError {
    return new CallboardError('ERR_STREAM', 'Nobody reads the stream any more: the other end has gone.');
  }
}
