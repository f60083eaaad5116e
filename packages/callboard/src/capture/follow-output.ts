import { closeSync, readSync } from 'node:fs';
import { type Item, TextCollector } from './collect-texts.js';
import { openIfThere } from './open-if-there.js';
import { MarkScanner } from './scan-marks.js';

/** A piece of work: while it is done, nothing else of the process is, and the data of its events is in memory. */
const chunkBytes = 16 * 1024;

/** One stream of Ansible's output, read from the file to which the supervisor writes it. */
export class OutputFollower {
  readonly #path: string;
  readonly #scanner: MarkScanner;
  readonly #collector: TextCollector = new TextCollector();
  readonly #chunk: Buffer = Buffer.allocUnsafe(chunkBytes);
  #fd: number | undefined;
  #position = 0;

  constructor(path: string, nonce: string) {
    this.#path = path;
    this.#scanner = new MarkScanner(nonce);
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  /** Holds the file, where there is one: whoever removes it then takes nothing away. */
  open(): void {
    this.#fd ??= openIfThere(this.#path);
  }

  /** The next chunk's items, or undefined where there is nothing new. */
  read(): Item[] | undefined {
    this.open();
    if (this.#fd === undefined) return undefined;
    const bytes = readSync(this.#fd, this.#chunk, 0, chunkBytes, this.#position);
    if (bytes === 0) return undefined;
    this.#position += bytes;
    return this.#scanner.push(this.#chunk.subarray(0, bytes)).flatMap((token) => this.#collector.push(token));
  }

  /** What is left when nothing more will come. */
  finish(): Item[] {
    const items = this.#scanner.finish().flatMap((token) => this.#collector.push(token));
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    return [...items, ...this.#collector.finish()];
  }
}
