import { open, readFile, rename } from 'node:fs/promises';
import { describeThrown, systemCode } from '../errors.js';
import { makeDirectory, syncDirectory } from '../journal/sync-directory.js';
import type { DeliveryPaths } from './delivery-paths.js';
import { explainDamage } from './explain-damage.js';
import { beginReceipt, isReceipt, type Receipt } from './receipt.js';

/** How long answers are gathered before the next write: each costs the play nearly a millisecond of its processors. */
const gatherMs = 500;

/**
 * The durable cursor of one run and sink. It is written after the other side's answer: to a new file, synced, renamed
 * over the old one, the directory synced. What is delivered while a write is under way goes into the next one, so a
 * crash repeats at most what was delivered since the last.
 */
export class CursorKeeper {
  readonly #paths: DeliveryPaths;
  #receipt: Receipt;
  #durable: Receipt;
  #writing: Promise<void> | undefined;
  /** Whether there is something that the next write is for. */
  #isNew = false;
  #endGathering: () => void = () => undefined;

  private constructor(paths: DeliveryPaths, receipt: Receipt) {
    this.#paths = paths;
    this.#receipt = receipt;
    this.#durable = receipt;
  }

  static async open(paths: DeliveryPaths, sink: string, ident: string): Promise<CursorKeeper> {
    await makeDirectory(paths.directory);
    return new CursorKeeper(paths, (await readReceipt(paths)) ?? beginReceipt(sink, ident));
  }

  get receipt(): Receipt {
    return this.#receipt;
  }

  /** What survives a crash; also what is true where nothing can be written any more. */
  get durable(): Receipt {
    return this.#durable;
  }

  /** Notes progress and starts writing it; `saved()` tells when it is durable. */
  update(change: Partial<Receipt>): void {
    this.#receipt = { ...this.#receipt, ...change };
    this.#isNew = true;
    void this.#begin();
  }

  /** Doesn't gather any longer: what is not durable yet has become much, or is wanted at once. */
  hurry(): void {
    this.#endGathering();
  }

  /** Resolves when the newest state is durable. Throws where it cannot be written. */
  async saved(): Promise<void> {
    while (this.#isNew || this.#writing) await this.#writeNow();
  }

  /** Resolves when the durable cursor has come to `n`. Throws where it cannot be written. */
  async savedTo(n: number): Promise<void> {
    while (this.#durable.cursor < n) await this.#writeNow();
  }

  #writeNow(): Promise<void> {
    const writing = this.#begin();
    this.#endGathering();
    return writing;
  }

  #begin(): Promise<void> {
    if (this.#writing) return this.#writing;
    this.#writing = this.#write();
    // Whoever awaits `saved()` learns of a failure.
    this.#writing.catch(() => undefined);
    return this.#writing;
  }

  async #write(): Promise<void> {
    try {
      await this.#gather();
      this.#isNew = false;
      const receipt = { ...this.#receipt, updatedAt: new Date().toISOString() };
      this.#receipt = receipt;
      await writeDurably(this.#paths, JSON.stringify(receipt));
      this.#durable = receipt;
    } finally {
      this.#writing = undefined;
    }
    if (this.#isNew) void this.#begin();
  }

  /** One write for several answers, unless somebody waits for it. */
  async #gather(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      this.#endGathering = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The receipt on disk, undefined where nothing was ever delivered. Throws ERR_DELIVERY_UNREADABLE. */
export async function readReceipt({ state }: DeliveryPaths): Promise<Receipt | undefined> {
  let found: unknown;
  try {
    found = JSON.parse(await readFile(state, 'utf8'));
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw explainDamage(state, describeThrown(thrown), startAnew);
  }
  if (isReceipt(found)) return found;
  throw explainDamage(state, 'it does not say how far it has got', startAnew);
}

const startAnew = 'Put it right; or remove it, and `callboard deliver -i` sends the run from its first record again.';

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
