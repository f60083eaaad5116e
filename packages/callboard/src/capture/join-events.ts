import { createHash } from 'node:crypto';
import type { Redactor } from '../redact/redact.js';
import type { Item } from './collect-texts.js';
import { countNewlines, stripLineEnds } from './split-lines.js';
import { openSpoolLine } from './spool-line.js';

/** Where a joiner gets events' data from: lines of the spool in order, undefined where there is no more. */
export interface SpoolLines {
  readonly taken: number;
  take(): string | undefined;
}

export interface JoinerOptions {
  readonly ident: string;
  readonly nonce: string;
  readonly spool: SpoolLines;
  readonly redactor: Redactor;
  /** Whether some events' texts come on a second stream (Ansible on pipes instead of a terminal). */
  readonly hasStderr: boolean;
  /** Receives each event as JSON text, in order. */
  readonly emit: (event: string) => void;
}

/** Which of them a text came on. With a terminal there is only the first. */
type Stream = 'stdout' | 'stderr';
interface Warning {
  readonly text?: string;
  readonly created?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

const uuidPrefix = '{"uuid":"';

/**
 * Joins each event's data (spool) with its text (terminal) and numbers them: a pure function of what Ansible left on
 * disk, the `created` of text outside events excepted.
 *
 * Events come in the order of the spool, lines of stdout that belong to no event where they stood between them, and
 * such lines of stderr at the end. An event whose marks never reached the terminal keeps its place, without text.
 * An event's JSON is put together as text: parsing and printing it again would cost most of the time and change
 * numbers that JavaScript cannot hold.
 */
export class EventJoiner {
  readonly #options: JoinerOptions;
  readonly #identJson: string;
  #counter = 0;
  #line = 0;
  /** The highest number of a mark: so many lines the spool must have had. */
  #announced = 0;
  /** Items of stdout that wait for an event of stderr that comes before them. */
  #waiting: Item[] = [];
  #stderrTexts = new Map<number, string>();
  #stderrLines: Item[] = [];

  constructor(options: JoinerOptions) {
    this.#options = options;
    this.#identJson = JSON.stringify(options.ident);
  }

  /** Events so far; also the last event's `counter`. */
  get count(): number {
    return this.#counter;
  }

  pushStdout(item: Item): void {
    this.#notice(item);
    this.#waiting.push(item);
    this.#emitWaiting(!this.#options.hasStderr);
  }

  pushStderr(item: Item): void {
    this.#notice(item);
    if (item.type === 'event') this.#stderrTexts.set(item.number, item.text);
    else this.#stderrLines.push(item);
    this.#emitWaiting(false);
  }

  /** At the end of the run, when both streams have been read; `missingBytes` of them are known to be lost. */
  finish(missingBytes = 0): void {
    this.#emitWaiting(true);
    while (this.#emitFromSpool(this.#stderrTexts.get(this.#options.spool.taken + 1) ?? '', 'stderr'));
    for (const item of this.#stderrLines.splice(0)) this.#emitItem(item, 'stderr');
    this.#tellLosses(missingBytes);
  }

  #notice(item: Item): void {
    if (item.type === 'event') this.#announced = Math.max(this.#announced, item.number);
  }

  /** Only the play itself can have shortened them: nobody else knows them. */
  #tellLosses(missingBytes: number): void {
    const lines = this.#announced - this.#options.spool.taken;
    if (lines > 0) {
      this.#emitWarning(
        'lost_events',
        `The data of ${lines} event(s) is lost: something shortened or replaced the run's spool.`,
      );
    }
    if (missingBytes > 0) {
      this.#emitWarning(
        'lost_output',
        `${missingBytes} byte(s) of Ansible's output are lost: something shortened or replaced the run's terminal file.`,
      );
    }
  }

  /** `allSeen`: an earlier event without text will not get one any more. */
  #emitWaiting(allSeen: boolean): void {
    let emitted = 0;
    for (const item of this.#waiting) {
      if (item.type === 'event' && !this.#emitEventsBefore(item.number, allSeen)) break;
      this.#emitItem(item);
      emitted += 1;
    }
    // Together: there may be very many behind an event whose mark was lost.
    if (emitted > 0) this.#waiting.splice(0, emitted);
  }

  #emitEventsBefore(number: number, allSeen: boolean): boolean {
    for (let next = this.#options.spool.taken + 1; next < number; next += 1) {
      const text = this.#stderrTexts.get(next);
      if (text === undefined && !allSeen) return false;
      this.#stderrTexts.delete(next);
      if (!this.#emitFromSpool(text ?? '', 'stderr')) break;
    }
    return true;
  }

  #emitItem(item: Item, stream: Stream = 'stdout'): void {
    if (item.type === 'notice') this.#emitNotice(item.json);
    else if (item.type === 'line') this.#emitVerbose(item.text, stream);
    // A mark whose line is gone or taken has no data of its own: its text is nobody's, but it is not lost.
    else if (this.#options.spool.taken !== item.number - 1 || !this.#emitFromSpool(item.text, stream)) {
      if (item.text) this.#emitVerbose(item.text, stream);
    }
  }

  #emitFromSpool(text: string, stream: Stream): boolean {
    const line = this.#options.spool.take();
    if (line === undefined) return false;
    const data = openSpoolLine(line);
    if (data === undefined) {
      this.#emitDamaged(text);
      return true;
    }
    const safe = this.#options.redactor.json(data);
    const uuidEnd = safe.indexOf('"', uuidPrefix.length);
    this.#emit(safe.slice(uuidPrefix.length, uuidEnd), text, safe.slice(uuidEnd + 2), stream);
    return true;
  }

  /** A line that a crash or the play itself has spoilt: its text is kept, and the loss is told in its place. */
  #emitDamaged(text: string): void {
    const message = `Line ${this.#options.spool.taken} of the spool was damaged: that event's data is lost.`;
    this.#emitWarning('damaged_event', message, { text });
  }

  /** What the capture itself has to say. `more` is part of the event's data. */
  #emitWarning(
    notice: string,
    message: string,
    { text = '', created = tellTimeAsPython(), more = {} }: Warning = {},
  ): void {
    const data = JSON.stringify({ warning: true, notice, ...more, message });
    this.#emit(this.#makeUuid(), text, `"event":"warning","created":${JSON.stringify(created)},"event_data":${data}}`);
  }

  #emitVerbose(text: string, stream: Stream): void {
    this.#emit(this.#makeUuid(), text, `"event":"verbose","created":"${tellTimeAsPython()}"}`, stream);
  }

  /** What the supervisor noticed: a prompt that nobody can answer becomes a warning among the events. */
  #emitNotice(json: string): void {
    const notice = JSON.parse(json) as { kind: string; text?: string; at?: string };
    const prompt = this.#options.redactor.text((notice.text ?? '').trim());
    const message = `Ansible waits for an answer to "${prompt}", and no pattern in passwords matches it.`;
    this.#emitWarning(notice.kind, message, { more: { prompt }, created: notice.at ?? tellTimeAsPython() });
  }

  /** Numbers an event. `rest` is the event's JSON behind the members that are made here. */
  #emit(uuid: string, text: string, rest: string, stream: Stream = 'stdout'): void {
    this.#counter += 1;
    const stdout = this.#options.redactor.text(stripLineEnds(text));
    const origin = stream === 'stderr' && text !== '' ? '"stream":"stderr",' : '';
    const startLine = this.#line;
    this.#line += countNewlines(text);
    this.#options.emit(
      `{"uuid":"${uuid}","counter":${this.#counter},"stdout":${JSON.stringify(stdout)},"start_line":${startLine},` +
        `"end_line":${this.#line},"runner_ident":${this.#identJson},${origin}${rest}`,
    );
  }

  /** The same for the same event of the same run, however often it is derived. */
  #makeUuid(): string {
    const hex = createHash('sha256').update(`${this.#options.nonce} ${this.#counter}`).digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
}

/** As Python writes it in every other event. */
function tellTimeAsPython(): string {
  return new Date().toISOString().replace('Z', '000+00:00');
}
