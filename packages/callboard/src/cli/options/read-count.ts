import { UsageError } from '../usage-error.js';

/** A whole number, zero or more, from a flag's word. */
export function readCount(flag: string, word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(word)) return Number(word);
  throw new UsageError(`${flag} needs a whole number, zero or more, not ${JSON.stringify(word)}.`);
}
