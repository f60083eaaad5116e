import { maskSpans, type Span } from './mask-spans.js';
import { asciiJsonText, jsonText, redactJson } from './redact-json.js';

/** Takes secrets out of what is kept and sent. */
export interface Redactor {
  /** Plain text with every secret replaced. */
  text(text: string): string;
  /** An event's JSON text with every secret replaced; all else is the same to the letter. */
  json(json: string): string;
}

/**
 * Shorter secrets are not looked for: replacing every "abc" would destroy the output and tell the secret by its
 * absence.
 */
export const shortestSecret = 4;

/** Finds the given values. They are looked for as they are and as they look inside JSON, once and twice encoded. */
export function createRedactor(secrets: Iterable<string>): Redactor {
  const needles = listSpellings(secrets);
  if (needles.length === 0) return { text: (text) => text, json: (json) => json };
  const find = findAny(needles, 'g');
  const probe = findAny(
    [...new Set(needles.flatMap((needle) => [needle, jsonText(needle), asciiJsonText(needle)]))],
    '',
  );
  const text = (plain: string): string => maskSpans(plain, findSpans(plain, find));
  return { text, json: (json) => (probe.test(json) ? redactJson(json, text) : json) };
}

/** All that must be masked for these secrets, each once, the longest first. */
export function listSpellings(secrets: Iterable<string>): string[] {
  return [...new Set([...secrets].flatMap(spell))].sort((a, b) => b.length - a.length);
}

/** A secret's lines, each also as JSON and as JSON within JSON would spell it. */
function spell(secret: string): string[] {
  const lines = [secret, ...secret.split(/\r?\n/)].map((line) => line.trim());
  const variants = lines.flatMap((line) => [line, jsonText(line), jsonText(jsonText(line)), asciiJsonText(line)]);
  return variants.filter((variant) => variant.length >= shortestSecret);
}

function findAny(needles: readonly string[], flags: string): RegExp {
  return new RegExp(needles.map((needle) => needle.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), flags);
}

/** The longest match at each place, those that overlap with others included. */
function findSpans(text: string, find: RegExp): Span[] {
  const spans: Span[] = [];
  find.lastIndex = 0;
  for (let match = find.exec(text); match; match = find.exec(text)) {
    spans.push([match.index, match.index + match[0].length]);
    find.lastIndex = match.index + 1;
  }
  return spans;
}
