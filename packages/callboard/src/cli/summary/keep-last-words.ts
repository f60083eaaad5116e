import type { AnyEvent } from '@callboard/contract';
import { cleanText } from '../screen/clean.js';

const kept = 12;

/** Keeps the last lines that Ansible showed, for runs that failed before any task did. */
export class LastWords {
  /** As they came: cleaning every text of a long run would take longer than all the rest. */
  #texts: string[] = [];

  add({ stdout }: AnyEvent): void {
    if (stdout === '') return;
    this.#texts.push(stdout.slice(-4096));
    if (this.#texts.length > 8 * kept) this.#texts = this.#texts.slice(-4 * kept);
  }

  list(): readonly string[] {
    const lines = this.#texts.flatMap((text) => cleanText(text).split('\n'));
    return lines.filter((line) => line.trim() !== '').slice(-kept);
  }
}
