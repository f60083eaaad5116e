import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { describeThrown, systemCode } from '../errors.js';
import { syncDirectory } from '../journal/sync-directory.js';
import type { DeliveryPaths } from './delivery-paths.js';
import { explainDamage } from './explain-damage.js';

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

/** A line behind a letter's: it was delivered after all. */
interface Taken {
  readonly n: number;
  readonly taken: true;
}

/**
 * The dead letters of one run and sink. What is on disk counts: a crash between a letter and the cursor neither
 * forgets a letter nor counts it twice. In memory are their numbers only.
 *
 * The file is appended to, also when a letter is dead no more, and written anew when most of its lines say nothing any
 * longer: to do that for each letter would take ever longer, the more there are.
 */
export class DeadLetterBox {
  readonly #paths: DeliveryPaths;
  readonly #dead: Set<number>;
  /** Lines of the file that a later one has made void, and those. */
  #void: number;
  /** One change of the file at a time, though several batches may be under way. */
  #change: Promise<void> = Promise.resolve();

  private constructor(paths: DeliveryPaths, { letters, lines }: Read) {
    this.#paths = paths;
    this.#dead = new Set(letters.map(({ n }) => n));
    this.#void = lines - letters.length;
  }

  /** Throws ERR_DELIVERY_UNREADABLE. */
  static async open(paths: DeliveryPaths): Promise<DeadLetterBox> {
    const text = await readText(paths);
    const read = readLines(text, paths.deadLetters);
    const box = new DeadLetterBox(paths, read);
    // Behind a line that a crash tore nothing may be appended.
    if (/[^\n]$/.test(text)) await box.#writeAnew(read.letters);
    return box;
  }

  get size(): number {
    return this.#dead.size;
  }

  has(n: number): boolean {
    return this.#dead.has(n);
  }

  /** Sets records aside, durably: the cursor may pass them only after that. */
  async add(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const again = letters.filter(({ n }) => this.#dead.has(n)).length;
    for (const { n } of letters) this.#dead.add(n);
    await this.#do(() => this.#append(letters, again));
  }

  /** Records that were taken after all. Before the cursor is told: a crash may repeat them, not list them for ever. */
  async remove(numbers: readonly number[]): Promise<void> {
    const found = numbers.filter((n) => this.#dead.delete(n));
    if (found.length === 0) return;
    const lines = found.map((n): Taken => ({ n, taken: true }));
    await this.#do(() => this.#append(lines, 2 * lines.length));
  }

  #do(change: () => Promise<void>): Promise<void> {
    const done = this.#change.then(change);
    this.#change = done.catch(() => undefined);
    return done;
  }

  async #append(lines: readonly (DeadLetter | Taken)[], madeVoid: number): Promise<void> {
    await appendLines(this.#paths, lines);
    this.#void += madeVoid;
    if (this.#void > this.#dead.size) await this.#writeAnew(await readDeadLetters(this.#paths));
  }

  async #writeAnew(letters: readonly DeadLetter[]): Promise<void> {
    await replaceLetters(this.#paths, letters);
    this.#void = 0;
  }
}

/**
 * In the order in which they were rejected; a record that was rejected twice (after a crash) comes once. Throws
 * ERR_DELIVERY_UNREADABLE.
 */
export async function readDeadLetters(paths: DeliveryPaths): Promise<DeadLetter[]> {
  return readLines(await readText(paths), paths.deadLetters).letters;
}

interface Read {
  readonly letters: DeadLetter[];
  readonly lines: number;
}

function readLines(text: string, path: string): Read {
  const letters = new Map<number, DeadLetter>();
  // A torn last line was never counted on: its record comes again.
  const lines = text.split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    const said = readLine(line);
    if (!said) throw explainDamage(path, `line ${index + 1} is no dead letter`, leaveOut);
    if ('taken' in said) letters.delete(said.n);
    else letters.set(said.n, said);
  }
  return { letters: [...letters.values()], lines: lines.length };
}

const leaveOut = 'Put the line right, or take it out: the record that it named then counts as delivered.';

function readLine(line: string): DeadLetter | Taken | undefined {
  try {
    const said = JSON.parse(line) as Partial<DeadLetter & Taken> | null;
    if (!Number.isSafeInteger(said?.n)) return undefined;
    return said?.taken === true || typeof said?.reason === 'string' ? (said as DeadLetter | Taken) : undefined;
  } catch {
    return undefined;
  }
}

async function readText(paths: DeliveryPaths): Promise<string> {
  return await readFile(paths.deadLetters, 'utf8').catch((thrown) => {
    if (systemCode(thrown) === 'ENOENT') return '';
    throw explainDamage(paths.deadLetters, describeThrown(thrown), 'Allow it to be read.');
  });
}

async function appendLines(paths: DeliveryPaths, lines: readonly (DeadLetter | Taken)[]): Promise<void> {
  const file = await open(paths.deadLetters, 'a', 0o600);
  try {
    await file.appendFile(printLines(lines));
    await file.datasync();
  } finally {
    await file.close();
  }
  // It may be new.
  await syncDirectory(paths.directory);
}

async function replaceLetters(paths: DeliveryPaths, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return await rm(paths.deadLetters, { force: true });
  const staging = `${paths.deadLetters}.tmp`;
  await writeFile(staging, printLines(letters), { mode: 0o600, flush: true });
  await rename(staging, paths.deadLetters);
}

function printLines(lines: readonly (DeadLetter | Taken)[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
