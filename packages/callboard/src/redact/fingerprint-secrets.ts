import { createHash, randomBytes, randomInt } from 'node:crypto';
import { maskSpans } from './mask-spans.js';
import { listSpellings, type Redactor } from './redact.js';
import { redactJson } from './redact-json.js';
import type { Span } from './search-needles.js';

/**
 * What a run leaves beside its spool, so that whoever recovers it after a crash can mask secrets without being told
 * them: for each, its length, a rolling hash to find candidates, and a salted SHA-256 to be sure.
 */
export interface SecretFingerprints {
  readonly salt: string;
  readonly base: number;
  readonly secrets: readonly (readonly [length: number, rolling: number, digest: string])[];
}

export function fingerprintSecrets(secrets: Iterable<string>): SecretFingerprints {
  const salt = randomBytes(16).toString('hex');
  const base = randomInt(0x10000, 0x7fffffff) | 1;
  return {
    salt,
    base,
    secrets: listSpellings(secrets).map((text) => [text.length, roll(text, base), digest(salt, text)]),
  };
}

/** A redactor that knows secrets only by their fingerprints. Slower than knowing them, which is fine after a crash. */
export function createFingerprintRedactor(fingerprints: SecretFingerprints): Redactor {
  const byLength = new Map<number, Map<number, string[]>>();
  for (const [length, rolling, sum] of fingerprints.secrets) {
    const sums = byLength.get(length) ?? new Map<number, string[]>();
    byLength.set(length, sums.set(rolling, [...(sums.get(rolling) ?? []), sum]));
  }
  const findAll = (text: string): Span[] =>
    [...byLength].flatMap(([length, sums]) => findLength(text, length, fingerprints, sums)).sort(([a], [b]) => a - b);
  const text = (plain: string): string => maskSpans(plain, findAll(plain));
  return { text, json: (json) => (byLength.size === 0 ? json : redactJson(json, text)) };
}

/** Where in the text secrets of that length are. */
function findLength(
  text: string,
  length: number,
  { salt, base }: SecretFingerprints,
  sums: ReadonlyMap<number, readonly string[]>,
): Span[] {
  const spans: Span[] = [];
  if (text.length < length) return spans;
  const leaving = power(base, length);
  let rolling = roll(text.slice(0, length), base);
  for (let end = length; ; end += 1) {
    const start = end - length;
    if (sums.get(rolling)?.includes(digest(salt, text.slice(start, end)))) spans.push([start, end]);
    if (end === text.length) return spans;
    rolling = (Math.imul(rolling, base) + text.charCodeAt(end) - Math.imul(text.charCodeAt(start), leaving)) | 0;
  }
}

function roll(text: string, base: number): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, base) + text.charCodeAt(at)) | 0;
  return hash;
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let times = 0; times < exponent; times += 1) result = Math.imul(result, base);
  return result;
}

function digest(salt: string, text: string): string {
  return createHash('sha256').update(salt).update(text).digest('hex');
}
