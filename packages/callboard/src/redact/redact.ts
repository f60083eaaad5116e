import { listEncodings } from './list-encodings.js';
import { maskSpans } from './mask-spans.js';
import { asciiJsonText, jsonText, redactJson } from './redact-json.js';
import { createSearch } from './search-needles.js';

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

/** Finds the given values: as they are, as programs pass them on, and as all that looks inside JSON. */
export function createRedactor(secrets: Iterable<string>): Redactor {
  const needles = listSpellings(secrets);
  if (needles.length === 0) return { text: (text) => text, json: (json) => json };
  const search = createSearch(needles);
  const inJson = needles.flatMap((needle) => [needle, jsonText(needle), asciiJsonText(needle)]);
  const probe = createSearch([...new Set(inJson)]);
  const text = (plain: string): string => maskSpans(plain, search.findAll(plain));
  return { text, json: (json) => (probe.test(json) ? redactJson(json, text) : json) };
}

/** All that must be masked for these secrets, each once, the longest first. */
export function listSpellings(secrets: Iterable<string>): string[] {
  return [...new Set([...secrets].flatMap(spell))].sort((a, b) => b.length - a.length);
}

/** A secret and its lines, each also encoded, and as JSON would spell it. */
function spell(secret: string): string[] {
  const lines = [secret, ...secret.split(/\r?\n/)].map((line) => line.trim());
  const forms = lines.flatMap((line) => (line.length < shortestSecret ? [] : [line, ...listEncodings(line)]));
  return forms.flatMap((form) => nestInJson(form, deepestJson)).filter(({ length }) => length >= shortestSecret);
}

/** A terminal shows a result as JSON, which quotes what a program has printed, which may be JSON that holds JSON. */
const deepestJson = 3;

/** A text as it is, and within JSON so many times over, each time as JavaScript or as Python writes it. */
function nestInJson(text: string, depth: number): string[] {
  const quoted = new Set(depth > 0 ? [jsonText(text), asciiJsonText(text)] : []);
  quoted.delete(text);
  return [text, ...[...quoted].flatMap((within) => nestInJson(within, depth - 1))];
}
