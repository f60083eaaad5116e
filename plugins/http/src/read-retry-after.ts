import type { Reply } from './exchange.js';

/**
 * How long the receiver asks to be left alone, in milliseconds, `maxMs` at most; undefined where it doesn't say, or
 * names a time that is over. A date is held against the answer's own Date: our clock may be wrong.
 */
export function readRetryAfter({ headers }: Pick<Reply, 'headers'>, maxMs: number): number | undefined {
  const value = first(headers['retry-after'])?.trim();
  if (value === undefined) return undefined;
  const waitMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : readDate(value) - (readDate(first(headers['date'])) || Date.now());
  return waitMs > 0 ? Math.min(waitMs, maxMs) : undefined;
}

/** NaN for what is no date of HTTP: `Date.parse` alone takes nearly everything. */
function readDate(text: string | undefined): number {
  return text?.endsWith('GMT') ? Date.parse(text) : Number.NaN;
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
