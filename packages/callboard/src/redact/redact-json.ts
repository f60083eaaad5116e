import { asciiJson } from '../ascii-json.js';
import { mask } from './mask-spans.js';

/** Members that name things; masking a chance match in them would cut events off from each other. */
const structural = new Set(['uuid', 'event', 'counter', 'created', 'pid', 'runner_ident', 'parent_uuid']);

/** Names down to here, in the event and its `event_data`, are the capture's own: "data" may be a poor password. */
const ownDepth = 2;

/** Where a string, a number or a bracket begins. */
const beginning = /["{}[\]\d-]/g;
const number = /-?\d[\d.eE+-]*/y;
const colon = /\s*:/y;

/**
 * Replaces within the strings of an event's JSON text, others' names of members included, and numbers that are a
 * secret as a whole. All else stays to the letter: a parse and print would change numbers that JavaScript cannot hold.
 */
export function redactJson(json: string, replace: (text: string) => string): string {
  let result = '';
  let kept = 0;
  let depth = 0;
  let name = '';
  for (let { found, start, end } = findToken(json, 0); found !== ''; { found, start, end } = findToken(json, end)) {
    if (found === '{' || found === '[') depth += 1;
    else if (found === '}' || found === ']') depth -= 1;
    else {
      const isName = found.startsWith('"') && matchAt(colon, json, end) !== '';
      if (isName) name = found.slice(1, -1);
      const stays = isName ? depth <= ownDepth : isStructural(name, depth);
      const safe = stays ? found : redactToken(found, replace);
      if (safe === found) continue;
      result += json.slice(kept, start) + safe;
      kept = end;
    }
  }
  return result + json.slice(kept);
}

interface FoundToken {
  /** Empty at the end. */
  readonly found: string;
  readonly start: number;
  readonly end: number;
}

/** Strings may be of any length: one regular expression for them would run out of stack. */
function findToken(json: string, from: number): FoundToken {
  beginning.lastIndex = from;
  const start = beginning.exec(json)?.index;
  if (start === undefined) return { found: '', start: json.length, end: json.length };
  const first = json.charAt(start);
  const end = first === '"' ? findStringEnd(json, start) : start + (matchAt(number, json, start).length || 1);
  return { found: json.slice(start, end), start, end };
}

/** Behind the quotation mark that ends the string which begins at `start`. */
export function findStringEnd(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote !== -1; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** Only the event's own members, and the uuids in its `event_data`: further in, a name can be anybody's. */
function isStructural(name: string, depth: number): boolean {
  if (depth === 1) return structural.has(name);
  return depth === 2 && (name === 'uuid' || name.endsWith('_uuid'));
}

function redactToken(found: string, replace: (text: string) => string): string {
  if (!found.startsWith('"')) return replace(found) === mask ? JSON.stringify(mask) : found;
  const text = JSON.parse(found) as string;
  const safe = replace(text);
  return safe === text ? found : asciiJson(safe);
}

/** A text inside a JSON string. */
export function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The same as Python writes it. */
export function asciiJsonText(text: string): string {
  return asciiJson(text).slice(1, -1);
}
