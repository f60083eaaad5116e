import type { JsonObject } from '@callboard/contract';
import { asciiJson, escapeToAscii } from '../ascii-json.js';
import { findStringEnd } from '../redact/redact-json.js';
import { compactJson } from './compact-json.js';

const beginning = /^\{"uuid":"[\w.-]{1,200}","counter":[1-9]\d{0,15},"stdout":"/;
const lines = /,"start_line":\d+,"end_line":\d+,"runner_ident":"/y;
const uuidShape = /^[\w.-]{1,200}$/;

/**
 * An event that somebody else wrote, as a journal has it: no spaces between tokens, uuid, counter and text in front,
 * ASCII only.
 * Undefined where it is no event: its uuid and counter name a file.
 */
export function normaliseEvent(event: JsonObject, text: string): string | undefined {
  if (isNormal(text)) return escapeToAscii(text);
  const { uuid, counter, stdout = '', start_line = 0, end_line = 0, runner_ident = '', ...rest } = event;
  if (typeof uuid !== 'string' || !uuidShape.test(uuid)) return undefined;
  if (typeof counter !== 'number' || !Number.isSafeInteger(counter) || counter < 1) return undefined;
  const compact = compactJson(text);
  if (isNormal(compact)) return escapeToAscii(compact);
  return asciiJson({ uuid, counter, stdout, start_line, end_line, runner_ident, ...rest });
}

function isNormal(text: string): boolean {
  const [head] = beginning.exec(text) ?? [];
  if (head === undefined) return false;
  lines.lastIndex = findStringEnd(text, head.length - 1);
  return lines.test(text);
}
