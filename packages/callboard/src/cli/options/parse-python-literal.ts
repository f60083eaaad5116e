/**
 * The value of a literal of Python's: None, True, numbers, strings, lists, tuples and dicts of them. Undefined where
 * the text is none.
 */
export function parsePythonLiteral(text: string): { readonly value: unknown } | undefined {
  const reader = new LiteralReader(text);
  try {
    const value = reader.readValue();
    return reader.isAtEnd() ? { value } : undefined;
  } catch (thrown) {
    if (thrown instanceof NoLiteral) return undefined;
    throw thrown;
  }
}

class NoLiteral extends Error {}

const names: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };
const number =
  /[+-]?(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d+)?)/y;
const quoted = /'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"/y;
const word = /[A-Za-z]+/y;

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  readValue(): unknown {
    this.#skipSpace();
    if (this.#takes('[')) return this.#readItems(']').items;
    if (this.#takes('(')) return this.#readTuple();
    if (this.#takes('{')) return this.#readDict();
    const string = this.#match(quoted);
    if (string !== undefined) return unquote(string) + this.#readMoreText();
    const digits = this.#match(number);
    if (digits !== undefined) return readNumber(digits);
    const name = this.#match(word);
    if (name !== undefined && Object.hasOwn(names, name)) return names[name];
    throw new NoLiteral();
  }

  /** Texts that stand side by side are one. */
  #readMoreText(): string {
    this.#skipSpace();
    const string = this.#match(quoted);
    return string === undefined ? '' : unquote(string) + this.#readMoreText();
  }

  #readTuple(): unknown {
    const { items, commas } = this.#readItems(')');
    return items.length === 1 && commas === 0 ? items[0] : items;
  }

  #readItems(end: string): { items: unknown[]; commas: number } {
    const items: unknown[] = [];
    let commas = 0;
    while (!this.#takes(end)) {
      if (items.length > commas) throw new NoLiteral();
      items.push(this.readValue());
      if (this.#takes(',')) commas += 1;
    }
    return { items, commas };
  }

  #readDict(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    let open = true;
    while (!this.#takes('}')) {
      if (!open) throw new NoLiteral();
      const key = this.readValue();
      if (!this.#takes(':')) throw new NoLiteral();
      entries.push([String(key), this.readValue()]);
      open = this.#takes(',');
    }
    return Object.fromEntries(entries);
  }

  #takes(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }
}

/** Python refuses a leading zero, so that nobody takes 0755 for an octal number. */
function readNumber(digits: string): number {
  const sign = digits.startsWith('-') ? -1 : 1;
  const magnitude = digits.replace(/^[+-]/, '').replaceAll('_', '');
  const value = Number(magnitude);
  const isSafe = !/^\d+$/.test(magnitude) || Number.isSafeInteger(value);
  if (/^0+[1-9]\d*$/.test(magnitude) || Number.isNaN(value) || !isSafe) throw new NoLiteral();
  return sign * value;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

function unquote(string: string): string {
  return string
    .slice(1, -1)
    .replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([^]))/g, (whole, hex?: string, unit?: string, other?: string) => {
      if (hex !== undefined || unit !== undefined) return String.fromCharCode(Number.parseInt(hex ?? unit ?? '', 16));
      return escapes[other ?? ''] ?? (/['"\\]/.test(other ?? '') ? (other ?? '') : whole);
    });
}
