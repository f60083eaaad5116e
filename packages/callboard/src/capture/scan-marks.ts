/**
 * What a terminal's bytes consist of: text, and the capture's marks. `number` is a line of the spool, from 1. `bytes` has
 * a character for each byte, since short strings cost much less than short buffers.
 */
export type Token =
  | { readonly type: 'text'; readonly bytes: string }
  | { readonly type: 'begin'; readonly number: number }
  | { readonly type: 'end' }
  | { readonly type: 'notice'; readonly json: string };

const escape = '\x1b';
const terminator = '\x1b\\';
/** No mark or notice is longer. Beyond it, what looked like one is text. */
const maxMarkBytes = 64 * 1024;

/**
 * Finds the marks of one run in a stream of bytes that comes in chunks of any size.
 *
 * A mark is ESC _ cb‹nonce› ‹body› ESC \ with the body `B‹number›`, `E`, or `N ‹json›`. Whatever is not exactly that
 * is text: another run's marks, a mark that something tore apart, an escape sequence of anybody's.
 */
export class MarkScanner {
  readonly #prefix: string;
  #rest = '';

  constructor(nonce: string) {
    this.#prefix = `\x1b_cb${nonce} `;
  }

  /** Tokens that are certain by now; the beginning of what may become a mark waits for the next chunk. */
  push(chunk: Buffer): Token[] {
    const block = this.#rest + chunk.toString('latin1');
    const tokens: Token[] = [];
    let position = 0;
    for (;;) {
      const start = block.indexOf(this.#prefix, position);
      if (start === -1) break;
      const bodyStart = start + this.#prefix.length;
      const end = findEnd(block, bodyStart);
      if (end === -1 && block.length - bodyStart < maxMarkBytes) {
        pushText(tokens, block.slice(position, start));
        this.#rest = block.slice(start);
        return tokens;
      }
      const mark = end === -1 ? undefined : parseMark(block.slice(bodyStart, end));
      pushText(tokens, block.slice(position, mark ? start : bodyStart));
      if (mark) tokens.push(mark);
      position = mark ? end + terminator.length : bodyStart;
    }
    const held = this.#countHeldBytes(block, position);
    pushText(tokens, block.slice(position, block.length - held));
    this.#rest = block.slice(block.length - held);
    return tokens;
  }

  /** What was held back, at the end of the stream: it became no mark. */
  finish(): Token[] {
    const tokens: Token[] = [];
    pushText(tokens, this.#rest);
    this.#rest = '';
    return tokens;
  }

  /** How many of the last bytes could be the beginning of a mark's prefix. */
  #countHeldBytes(block: string, from: number): number {
    const earliest = Math.max(from, block.length - this.#prefix.length + 1);
    for (let at = block.indexOf(escape, earliest); at !== -1; at = block.indexOf(escape, at + 1)) {
      if (this.#prefix.startsWith(block.slice(at))) return block.length - at;
    }
    return 0;
  }
}

/** No further than a mark may reach, or the answer would depend on how much has come yet. */
function findEnd(block: string, bodyStart: number): number {
  const end = block.indexOf(terminator, bodyStart);
  return end + terminator.length > bodyStart + maxMarkBytes ? -1 : end;
}

function pushText(tokens: Token[], bytes: string): void {
  if (bytes.length > 0) tokens.push({ type: 'text', bytes });
}

function parseMark(body: string): Token | undefined {
  if (body === 'E') return { type: 'end' };
  if (/^B[1-9]\d{0,14}$/.test(body)) return { type: 'begin', number: Number(body.slice(1)) };
  if (body.startsWith('N {') && isNotice(body.slice(2))) return { type: 'notice', json: body.slice(2) };
  return undefined;
}

function isNotice(json: string): boolean {
  try {
    const { kind, text } = JSON.parse(json) as { kind?: unknown; text?: unknown };
    return typeof kind === 'string' && (text === undefined || typeof text === 'string');
  } catch {
    return false;
  }
}
