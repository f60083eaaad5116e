import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { systemCode } from '../errors.js';
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

/** Sets records aside, durably: the cursor may pass them only after that. */
export async function addDeadLetters(paths: DeliveryPaths, letters: readonly DeadLetter[]): Promise<void> {
  const file = await open(paths.deadLetters, 'a', 0o600);
  try {
    await file.appendFile(letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** In the order in which they were rejected; a record that was rejected twice (after a crash) comes once. */
export async function readDeadLetters(paths: DeliveryPaths): Promise<DeadLetter[]> {
  const text = await readFile(paths.deadLetters, 'utf8').catch((thrown) => {
    if (systemCode(thrown) === 'ENOENT') return '';
    throw thrown;
  });
  const letters = new Map<string, DeadLetter>();
  // A torn last line was never counted on: its record comes again.
  for (const line of text.split('\n').slice(0, -1)) {
    const letter = JSON.parse(line) as DeadLetter;
    letters.set(letter.id, letter);
  }
  return [...letters.values()];
}

/** What is left after some were delivered after all. */
export async function replaceDeadLetters(paths: DeliveryPaths, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return await rm(paths.deadLetters, { force: true });
  const staging = `${paths.deadLetters}.tmp`;
  await writeFile(staging, letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''), {
    mode: 0o600,
    flush: true,
  });
  await rename(staging, paths.deadLetters);
}
