import { appendFileSync, writeFileSync } from 'node:fs';
import { describeRecord } from '../../delivery/describe-record.js';
import { CallboardError, describeThrown } from '../../errors.js';
import { cleanLine } from '../screen/clean.js';
import { pad } from '../screen/measure.js';
import type { Style } from '../screen/style.js';
import type { IncomingRecord } from './incoming.js';
import { type Oddity, OrderWatch } from './watch-order.js';

export interface NotebookOptions {
  readonly save: string | undefined;
  /** Lines as they are saved, instead of a table. */
  readonly json: boolean;
  readonly quiet: boolean;
  /** Ends after so many records. */
  readonly max: number | undefined;
  readonly style: Style;
  readonly onFull: () => void;
}

/** Writes down what was taken: on the screen, in a file, and what is odd about it. */
export class Notebook {
  readonly #options: NotebookOptions;
  readonly #order: OrderWatch = new OrderWatch();
  readonly #count = { taken: 0, repeats: 0, gaps: 0, refused: 0 };

  /** Throws where the file cannot be written. */
  constructor(options: NotebookOptions) {
    this.#options = options;
    if (options.save !== undefined) createFile(options.save);
  }

  take(records: readonly IncomingRecord[]): void {
    const lines = records.map((record) => this.#note(record));
    if (this.#options.save !== undefined) appendFileSync(this.#options.save, records.map(encode).join(''));
    this.#say(this.#options.json ? records.map(encode).join('') : lines.map((line) => `${line}\n`).join(''));
    this.#count.taken += records.length;
    if (this.#options.max !== undefined && this.#count.taken >= this.#options.max) this.#options.onFull();
  }

  /** What was not taken, on purpose or because it was wrong. */
  refuse(why: string, records: readonly IncomingRecord[] = []): void {
    this.#count.refused += 1;
    if (this.#options.json) return;
    const first = records[0]?.id ?? '';
    const which = records.length > 1 ? `${first} and ${records.length - 1} more` : first;
    this.#say(`${this.#options.style('yellow', cleanLine(`${why}  ${which}`))}\n`);
  }

  /** `12 records, 1 repeat, 2 requests refused` */
  summarise(): string {
    const { taken, repeats, gaps, refused } = this.#count;
    const parts = [count(taken, 'record')];
    if (repeats > 0) parts.push(count(repeats, 'repeat'));
    if (gaps > 0) parts.push(count(gaps, 'gap'));
    if (refused > 0) parts.push(`${count(refused, 'request')} refused`);
    return parts.join(', ');
  }

  #note(record: IncomingRecord): string {
    const { kind, name, counter, host, task } = describeRecord(record.data);
    const oddity = this.#order.note(record);
    if (oddity) this.#count[oddity.what === 'gap' ? 'gaps' : 'repeats'] += 1;
    const columns = [
      pad(kind, 6),
      pad(counter === undefined ? '' : String(counter), 5, 'right'),
      pad(name, 24),
      pad(cleanLine(host ?? ''), 12),
      pad(cleanLine(record.id ?? ''), 20),
      cleanLine(task ?? ''),
    ];
    const line = columns.join('  ').trimEnd();
    return oddity ? `${line}  ${this.#options.style('yellow', describeOddity(oddity))}` : line;
  }

  #say(text: string): void {
    if (!this.#options.quiet && text !== '') process.stdout.write(text);
  }
}

function describeOddity(oddity: Oddity): string {
  if (oddity.what === 'repeat') return '(repeat)';
  const { from, to } = oddity;
  return from === to ? `(gap: ${from} is missing)` : `(gap: ${from} to ${to} are missing)`;
}

/** A line of JSON; the data to the letter as it came. */
function encode({ id, json, data }: IncomingRecord): string {
  const { kind } = describeRecord(data);
  const head = JSON.stringify({ receivedAt: new Date().toISOString(), id: id ?? null, kind });
  return `${head.slice(0, -1)},"data":${json.replace(/\r?\n/g, ' ')}}\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function createFile(path: string): void {
  try {
    writeFileSync(path, '', { mode: 0o600 });
  } catch (thrown) {
    throw new CallboardError('ERR_OPTION_TYPE', `--save: the file cannot be written: ${describeThrown(thrown)}.`);
  }
}
