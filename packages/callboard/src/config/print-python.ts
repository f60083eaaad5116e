/** A number with a fraction as Python prints it: JavaScript cannot tell `2.0` from `2`. */
export class PrintedFloat {
  readonly text: string;

  constructor(value: number) {
    this.text = printFloat(value);
  }

  toString(): string {
    return this.text;
  }
}

/** A value of YAML as Python's `str()` prints it, which is what consumers of `env/envvars` are used to. */
export function printPython(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return `[${value.map(printInside).join(', ')}]`;
  if (typeof value !== 'object' || value instanceof PrintedFloat) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${printInside(key)}: ${printInside(inner)}`);
  return `{${entries.join(', ')}}`;
}

/** Inside a list or map Python prints texts with quotes. */
function printInside(value: unknown): string {
  if (typeof value !== 'string') return printPython(value);
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escapes: Record<string, string> = {
    '\\': '\\\\',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    [quote]: `\\${quote}`,
  };
  const body = value.replace(/[\\\n\r\t'"\p{Cc}]/gu, (char) => {
    return escapes[char] ?? (/['"]/.test(char) ? char : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  });
  return `${quote}${body}${quote}`;
}

function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  return String(value).replace(/(e[+-])(\d)$/, '$10$2');
}
