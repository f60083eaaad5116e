import type { Token } from './scan-marks.js';
import { splitLines } from './split-lines.js';

/** What one stream of Ansible's output consists of. Texts are whole, line ends included. */
export type Item =
  | { readonly type: 'event'; readonly number: number; readonly text: string }
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'notice'; readonly json: string };

/** Gathers the text between marks: an event's, or lines that belong to none. */
export class TextCollector {
  #number: number | undefined;
  #bytes: string[] = [];

  push(token: Token): Item[] {
    if (token.type === 'text') return this.#add(token.bytes);
    if (token.type === 'notice') return [token];
    const items = this.#close();
    this.#number = token.type === 'begin' ? token.number : undefined;
    return items;
  }

  /** Text that no mark and no newline has ended. */
  finish(): Item[] {
    return this.#close();
  }

  #add(bytes: string): Item[] {
    this.#bytes.push(bytes);
    return this.#number === undefined && bytes.includes('\n') ? this.#takeCompleteLines() : [];
  }

  #close(): Item[] {
    const text = decode(this.#bytes.join(''));
    this.#bytes = [];
    if (this.#number === undefined) return asLines(text);
    const item: Item = { type: 'event', number: this.#number, text };
    this.#number = undefined;
    return [item];
  }

  /** Text outside events, up to its last newline; a line may still be going on behind that. */
  #takeCompleteLines(): Item[] {
    const bytes = this.#bytes.join('');
    const end = bytes.lastIndexOf('\n') + 1;
    this.#bytes = end < bytes.length ? [bytes.slice(end)] : [];
    return asLines(decode(bytes.slice(0, end)));
  }
}

function asLines(text: string): Item[] {
  return splitLines(text).map((line) => ({ type: 'line', text: line }));
}

/** As Ansible Runner decodes a terminal: what is not UTF-8 becomes U+FFFD. Nearly all of it is ASCII. */
function decode(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}
