import type { AnyEvent } from '@callboard/contract';
import { cleanText } from '../screen/clean.js';

const kept = 12;

/** Keeps the last lines that Ansible showed, for runs that failed before any task did. */
export class LastWords {
  #lines: string[] = [];

  add({ stdout }: AnyEvent): void {
    const lines = cleanText(stdout.slice(-4096))
      .split('\n')
      .filter((line) => line.trim() !== '');
    if (lines.length > 0) this.#lines = [...this.#lines, ...lines].slice(-kept);
  }

  list(): readonly string[] {
    return this.#lines;
  }
}
