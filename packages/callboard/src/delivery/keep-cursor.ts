import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { systemCode } from '../errors.js';
import { syncDirectory } from '../journal/sync-directory.js';
import type { DeliveryPaths } from './delivery-paths.js';
import { beginReceipt, type Receipt } from './receipt.js';

/** How long answers are gathered before the next write. */
const gatherMs = 20;

/**
 * The durable cursor of one run and sink. It is written after the other side's answer: to a new file, synced, renamed
 * over the old one, the directory synced. What is delivered while a write is under way goes into the next one, so a
 * crash repeats at most what was delivered since the last.
 */
export class CursorKeeper {
  readonly #paths: DeliveryPaths;
  #receipt: Receipt;
  #durable: number;
  #writing: Promise<void> | undefined;
  #again = false;
  #hurry: () => void = () => undefined;
  #isAwaited = false;

  private constructor(paths: DeliveryPaths, receipt: Receipt) {
    this.#paths = paths;
    this.#receipt = receipt;
    this.#durable = receipt.cursor;
  }

  static async open(paths: DeliveryPaths, sink: string, ident: string): Promise<CursorKeeper> {
    await mkdir(paths.directory, { recursive: true, mode: 0o700 });
    return new CursorKeeper(paths, (await readReceipt(paths)) ?? beginReceipt(sink, ident));
  }

  get receipt(): Receipt {
    return this.#receipt;
  }

  /** Number of the last record whose delivery survives a crash. */
  get durable(): number {
    return this.#durable;
  }

  /** Notes progress and starts writing it; `saved()` tells when it is durable. */
  update(change: Partial<Receipt>): void {
    this.#receipt = { ...this.#receipt, ...change, updatedAt: new Date().toISOString() };
    this.#again = true;
    this.#writing ??= this.#write();
    // Whoever awaits `saved()` learns of a failure.
    this.#writing.catch(() => undefined);
  }

  /** Resolves when the newest state is durable. Throws where it cannot be written. */
  async saved(): Promise<void> {
    this.#isAwaited = true;
    this.#hurry();
    try {
      while (this.#again || this.#writing) await (this.#writing ??= this.#write());
    } finally {
      this.#isAwaited = false;
    }
  }

  async #write(): Promise<void> {
    try {
      while (this.#again) {
        await this.#gather();
        this.#again = false;
        const receipt = this.#receipt;
        await writeDurably(this.#paths, JSON.stringify(receipt));
        this.#durable = receipt.cursor;
      }
    } finally {
      this.#writing = undefined;
    }
  }

  /** One write for several answers, unless somebody waits for it. */
  async #gather(): Promise<void> {
    if (this.#isAwaited) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The receipt on disk, undefined where nothing was ever delivered. */
export async function readReceipt(paths: DeliveryPaths): Promise<Receipt | undefined> {
  try {
    return JSON.parse(await readFile(paths.state, 'utf8')) as Receipt;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function writeDurably(paths: DeliveryPaths, content: string): Promise<void> {
  const staging = `${paths.state}.tmp`;
  const file = await open(staging, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(staging, paths.state);
  await syncDirectory(paths.directory);
}
