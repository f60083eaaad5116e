import { escapePattern } from '../escape-pattern.js';

/** A match: from its first character to behind its last. */
export type Span = readonly [start: number, end: number];

/** Where one of the needles stands next from there on: the first place, and the longest of them there. */
type FindNext = (text: string, from: number) => Span | undefined;

/** Looks for many needles at once. */
export interface Search {
  /** Whether any of them is there. */
  test(text: string): boolean;
  /** All places, in order of their starts; they may overlap. */
  findAll(text: string): Span[];
}

/** Below that there is little to leap over, and few needles are so short. */
const leapFrom = 8;

/** Needles are not empty. */
export function createSearch(needles: readonly string[]): Search {
  const longestFirst = [...needles].sort((a, b) => b.length - a.length);
  const long = longestFirst.filter(({ length }) => length >= leapFrom);
  const short = longestFirst.slice(long.length);
  const ways = [...(long.length > 0 ? [leap(long)] : []), ...(short.length > 0 ? [alternate(short)] : [])];
  return {
    test: (text) => ways.some((findNext) => findNext(text, 0) !== undefined),
    findAll: (text) => ways.flatMap((findNext) => collect(text, findNext)).sort(([a], [b]) => a - b),
  };
}

function collect(text: string, findNext: FindNext): Span[] {
  const spans: Span[] = [];
  for (let span = findNext(text, 0); span; span = findNext(text, span[0] + 1)) spans.push(span);
  return spans;
}

/** One regular expression: good for a few needles, ten times slower than leaping for a hundred. */
function alternate(needles: readonly string[]): FindNext {
  const pattern = needles.map(escapePattern).join('|');
  const find = new RegExp(pattern, 'g');
  return (text, from) => {
    find.lastIndex = from;
    const match = find.exec(text);
    return match ? [match.index, match.index + match[0].length] : undefined;
  };
}

/** By a pair of characters, exact for those of 8 bits. */
const pairs = 0x10000;

/**
 * Wu and Manber's way: a table says for each pair of characters how far it is at least to the end of a needle's
 * beginning. Time hardly depends on how many needles there are.
 */
function leap(needles: readonly string[]): FindNext {
  const window = Math.min(...needles.map(({ length }) => length));
  const leaps = new Uint8Array(pairs).fill(Math.min(window - 1, 0xff));
  const endings = new Map<number, string[]>();
  for (const needle of needles) {
    for (let at = 1; at < window; at += 1) {
      const pair = nameBefore(needle, at);
      leaps[pair] = Math.min(leaps[pair] ?? 0, window - 1 - at);
      if (at === window - 1) endings.set(pair, [...(endings.get(pair) ?? []), needle]);
    }
  }
  return (text, from) => {
    for (let at = from + window - 1; at < text.length; ) {
      const pair = nameBefore(text, at);
      const far = leaps[pair] as number;
      const start = at - window + 1;
      const found = far === 0 ? endings.get(pair)?.find((needle) => text.startsWith(needle, start)) : undefined;
      if (found !== undefined) return [start, start + found.length];
      at += Math.max(far, 1);
    }
    return undefined;
  };
}

/** The pair of characters that ends there. */
function nameBefore(text: string, at: number): number {
  return ((text.charCodeAt(at - 1) << 8) ^ text.charCodeAt(at)) & (pairs - 1);
}
