import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { systemCode } from '../errors.js';
import { syncDirectory } from '../journal/sync-directory.js';
import type { DeliveryPaths } from './delivery-paths.js';

/** A record that the other system rejected for good. The record itself stays in the journal. */
export interface DeadLetter {
  /** `<ident>:<n>`. */
  readonly id: string;
  /** Its number in the journal. */
  readonly n: number;
  readonly at: string;
  readonly reason: string;
  /** What the other system said. */
  readonly answer?: string;
}

/**
 * The dead letters of one run and sink. What is on disk counts: a crash between a letter and the cursor neither
 * forgets a letter nor counts it twice.
 */
export class DeadLetterBox {
  readonly #paths: DeliveryPaths;
  readonly #letters: Map<number, DeadLetter>;
  /** One change of the file at a time, though several batches may be under way. */
  #change: Promise<void> = Promise.resolve();

  private constructor(paths: DeliveryPaths, letters: readonly DeadLetter[]) {
    this.#paths = paths;
    this.#letters = new Map(letters.map((letter) => [letter.n, letter]));
  }

  static async open(paths: DeliveryPaths): Promise<DeadLetterBox> {
    const letters = await readDeadLetters(paths);
    // Behind a line that a crash tore nothing may be appended.
    if (await endsTorn(paths)) await replaceDeadLetters(paths, letters);
    return new DeadLetterBox(paths, letters);
  }

  get size(): number {
    return this.#letters.size;
  }

  has(n: number): boolean {
    return this.#letters.has(n);
  }

  /** Sets records aside, durably: the cursor may pass them only after that. */
  async add(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    for (const letter of letters) this.#letters.set(letter.n, letter);
    await this.#do(() => appendDeadLetters(this.#paths, letters));
  }

  /** Records that were taken after all. Before the cursor is told: a crash may repeat them, not list them for ever. */
  async remove(numbers: readonly number[]): Promise<void> {
    const found = numbers.filter((n) => this.#letters.delete(n));
    if (found.length > 0) await this.#do(() => replaceDeadLetters(this.#paths, [...this.#letters.values()]));
  }

  #do(change: () => Promise<void>): Promise<void> {
    const done = this.#change.then(change);
    this.#change = done.catch(() => undefined);
    return done;
  }
}

/** In the order in which they were rejected; a record that was rejected twice (after a crash) comes once. */
export async function readDeadLetters(paths: DeliveryPaths): Promise<DeadLetter[]> {
  const text = await readLetters(paths);
  const letters = new Map<string, DeadLetter>();
  // A torn last line was never counted on: its record comes again.
  for (const line of text.split('\n').slice(0, -1)) {
    const letter = JSON.parse(line) as DeadLetter;
    letters.set(letter.id, letter);
  }
  return [...letters.values()];
}

async function endsTorn(paths: DeliveryPaths): Promise<boolean> {
  return /[^\n]$/.test(await readLetters(paths));
}

async function readLetters(paths: DeliveryPaths): Promise<string> {
  return await readFile(paths.deadLetters, 'utf8').catch((thrown) => {
    if (systemCode(thrown) === 'ENOENT') return '';
    throw thrown;
  });
}

async function appendDeadLetters(paths: DeliveryPaths, letters: readonly DeadLetter[]): Promise<void> {
  const file = await open(paths.deadLetters, 'a', 0o600);
  try {
    await file.appendFile(printLetters(letters));
    await file.datasync();
  } finally {
    await file.close();
  }
  // It may be new.
  await syncDirectory(paths.directory);
}

/** What is left after some were delivered after all. */
async function replaceDeadLetters(paths: DeliveryPaths, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return await rm(paths.deadLetters, { force: true });
  const staging = `${paths.deadLetters}.tmp`;
  await writeFile(staging, printLetters(letters), { mode: 0o600, flush: true });
  await rename(staging, paths.deadLetters);
}

function printLetters(letters: readonly DeadLetter[]): string {
  return letters.map((letter) => `${JSON.stringify(letter)}\n`).join('');
}
