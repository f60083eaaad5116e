import type { SinkLog } from '@callboard/contract';
import { findArtifacts } from '../../artifacts/artifact-paths.js';
import type { Receipt } from '../../delivery/receipt.js';
import { inspectJournal } from '../../journal/inspect-journal.js';
import type { FoundRun } from '../../retrieval/find-runs.js';
import { cleanLine } from '../screen/clean.js';
import { clip } from '../screen/measure.js';
import { findWidth } from '../screen/style.js';

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

const drawEveryMs = 200;

/** What is under way, on one line that is drawn again and again; on no terminal only what is said once. */
export class ProgressLine {
  readonly #output: Output;
  readonly #quiet: boolean;
  #timer: NodeJS.Timeout | undefined;
  #drawn = false;
  #lastWarning = '';

  constructor(output: Output, quiet: boolean) {
    this.#output = output;
    this.#quiet = quiet;
  }

  /** The same trouble again and again is told once. */
  readonly log: SinkLog = {
    info: (message) => this.say(message),
    warn: (message) => {
      if (message !== this.#lastWarning) this.say(message);
      this.#lastWarning = message;
    },
  };

  say(text: string): void {
    if (this.#quiet) return;
    this.#erase();
    this.#output.write(`callboard: ${cleanLine(text)}\n`);
  }

  /** Shows how far a delivery is until `clear()`. */
  async follow({ ident, artifactDir }: FoundRun, current: () => Receipt): Promise<void> {
    if (this.#quiet || !this.#output.isTTY) return;
    let total: number | undefined;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#draw(ident, current(), total), drawEveryMs);
    const ends = await inspectJournal(findArtifacts(artifactDir).journal).catch(() => undefined);
    total = ends?.last.at(-1)?.n;
  }

  clear(): void {
    clearInterval(this.#timer);
    this.#erase();
  }

  #draw(ident: string, { sink, cursor, delivered, retried, trouble }: Receipt, total: number | undefined): void {
    const far = total === undefined ? `${delivered} delivered` : `${cursor} of ${total}`;
    const text = `${ident} → ${sink}: ${far}${retried > 0 ? `, ${retried} retries (${trouble ?? ''})` : ''}`;
    this.#output.write(`\r\u001b[K${clip(cleanLine(text), findWidth(this.#output.columns) - 1)}`);
    this.#drawn = true;
  }

  #erase(): void {
    if (this.#drawn) this.#output.write('\r\u001b[K');
    this.#drawn = false;
  }
}
