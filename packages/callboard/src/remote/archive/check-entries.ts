import type { ArchiveEntry } from './read-entry.js';
import { show } from './read-entry.js';
import { refuse } from './refuse.js';

export interface ArchiveLimits {
  /** How many files, directories and links. @defaultValue 1,000,000 */
  readonly entries: number;
  /** What they may hold together, in bytes. */
  readonly bytes: number;
  /** How many times its own size an archive may hold, once that is more than `bytesAtAnyRatio`. @defaultValue 200 */
  readonly ratio: number;
  readonly bytesAtAnyRatio: number;
}

const gibibyte = 2 ** 30;

/** Deflate can shrink by 1,000; whole directories that are no bomb come nowhere near, but single large files do. */
export const usualLimits: ArchiveLimits = {
  entries: 1_000_000,
  bytes: 1024 * gibibyte,
  ratio: 200,
  bytesAtAnyRatio: 8 * gibibyte,
};

/** Adds entries up while they are read. Throws ERR_ARCHIVE as soon as it is too much. */
export class EntryChecker {
  readonly #limits: ArchiveLimits;
  readonly #archiveBytes: number;
  readonly #kinds = new Map<string, ArchiveEntry['kind']>();
  #bytes = 0;
  #packedBytes = 0;

  constructor(limits: ArchiveLimits, archiveBytes: number) {
    this.#limits = limits;
    this.#archiveBytes = archiveBytes;
  }

  add({ path, kind, entry }: ArchiveEntry): void {
    const { entries, bytes, ratio, bytesAtAnyRatio } = this.#limits;
    if (this.#kinds.has(path)) throw refuse(`${show(path)} is in it twice`);
    this.#kinds.set(path, kind);
    if (this.#kinds.size > entries) throw refuse(`it has more than ${entries} entries`);
    this.#bytes += entry.uncompressedSize;
    this.#packedBytes += entry.compressedSize;
    if (this.#bytes > bytes) throw refuse(`it holds more than the ${bytes} bytes that there is room for`);
    if (this.#packedBytes > this.#archiveBytes) throw refuse('its entries lie one over the other');
    if (this.#bytes > bytesAtAnyRatio && this.#bytes > this.#archiveBytes * ratio) {
      throw refuse(`it holds ${this.#bytes} bytes, more than ${ratio} times its size`);
    }
  }

  /** Nothing may be written through a link, or below a file. Call it when all have been added. */
  checkParents(): void {
    for (const path of this.#kinds.keys()) {
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        const parent = path.slice(0, end);
        const kind = this.#kinds.get(parent);
        if (kind !== undefined && kind !== 'directory')
          throw refuse(`${show(path)} lies behind the ${kind} ${show(parent)}`);
      }
    }
  }
}
