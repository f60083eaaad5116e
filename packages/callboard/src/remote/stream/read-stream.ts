import type { Readable } from 'node:stream';
import { CallboardError, describeThrown } from '../../errors.js';

/** Longer than any line that is sent; what is longer would only fill the memory. */
const longestLine = 256 * 1024 * 1024;
const newline = 0x0a;

/** Reads lines, and archives between them, from what the other end sends. Knows where it is. */
export class StreamReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #line = 0;
  #bytesBefore = 0;

  constructor(input: Readable) {
    this.#chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Where the reading is, for messages. */
  get place(): string {
    return `line ${this.#line}, byte ${this.#bytesBefore + this.#at}`;
  }

  /** The next line without its end; undefined where the stream has ended. Throws ERR_STREAM where it is cut. */
  async readLine(): Promise<string | undefined> {
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const end = this.#chunk.indexOf(newline, this.#at);
      if (end !== -1) {
        const piece = this.#chunk.subarray(this.#at, end);
        this.#at = end + 1;
        this.#line += 1;
        return (parts.length === 0 ? piece : Buffer.concat([...parts, piece])).toString();
      }
      const piece = this.#chunk.subarray(this.#at);
      length += piece.length;
      if (piece.length > 0) parts.push(piece);
      this.#at = this.#chunk.length;
      if (length > longestLine) throw this.fault('is no stream of a remote job: a line does not end');
      if (await this.#readMore()) continue;
      if (length > 0) throw this.fault('ended in the middle of a line');
      return undefined;
    }
  }

  /** The bytes of an archive, which stand there as base64. Throws ERR_STREAM where they are fewer, or others. */
  async *readArchive(length: number): AsyncGenerator<Buffer, void, undefined> {
    let left = Math.ceil(length / 3) * 4;
    let got = 0;
    let text = '';
    while (left > 0) {
      if (this.#at === this.#chunk.length && !(await this.#readMore())) {
        throw this.fault(`ended in an archive, ${length - got} bytes before its end`);
      }
      const piece = this.#chunk.subarray(this.#at, this.#at + left);
      this.#at += piece.length;
      left -= piece.length;
      text += piece.toString('latin1');
      const whole = text.slice(0, text.length - (text.length % 4));
      text = text.slice(whole.length);
      const bytes = this.#decode(whole, left === 0);
      got += bytes.length;
      if (bytes.length > 0) yield bytes;
    }
    if (got !== length) throw this.fault(`has an archive of ${got} bytes instead of ${length}`);
  }

  /** An error that says where. */
  fault(what: string, cause?: unknown): CallboardError {
    return new CallboardError('ERR_STREAM', `The stream ${what} (${this.place}).`, { cause });
  }

  #decode(text: string, isLast: boolean): Buffer {
    const bytes = Buffer.from(text, 'base64');
    // Node passes over what is no base64. Printing it again is much faster than a look at each character before.
    const isWhole = bytes.toString('base64') === text && (isLast || !text.endsWith('='));
    if (isWhole) return bytes;
    throw this.fault('has an archive that is shorter than it says, or no base64');
  }

  async #readMore(): Promise<boolean> {
    let next: IteratorResult<Buffer>;
    try {
      next = await this.#chunks.next();
    } catch (thrown) {
      throw this.fault(`cannot be read: ${describeThrown(thrown)}`, thrown);
    }
    if (next.done) return false;
    this.#bytesBefore += this.#chunk.length;
    this.#chunk = Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value);
    this.#at = 0;
    return true;
  }
}
