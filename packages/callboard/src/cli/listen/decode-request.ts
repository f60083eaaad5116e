import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type IncomingRecord, parseRecord, Unreadable } from './incoming.js';

const unzip = promisify(gunzip);

/** Beyond that a body is refused. */
export const largestBody: number = 64 * 1024 * 1024;

/** The body as its sender wrote it, before any compression. Throws Unreadable. */
export async function readText(body: Buffer, headers: IncomingHttpHeaders): Promise<string> {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body.toString('utf8');
  if (encoding !== 'gzip') throw new Unreadable(`content-encoding ${encoding} is not understood`);
  try {
    return (await unzip(body, { maxOutputLength: largestBody })).toString('utf8');
  } catch (thrown) {
    throw new Unreadable(`not gzip: ${String(thrown)}`);
  }
}

/**
 * The records of a request, in any form that the HTTP plugin knows: one JSON value, a JSON array, lines, CloudEvents
 * structured, binary and in batches. Throws Unreadable.
 */
export function decodeRequest(text: string, headers: IncomingHttpHeaders): IncomingRecord[] {
  const type = (headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase();
  if (headers['ce-specversion'] !== undefined) return [parseRecord(text, decodeText(headers['ce-id']))];
  if (type === 'application/cloudevents+json') return [openCloudEvent(parseRecord(text).data)];
  if (type === 'application/cloudevents-batch+json') return readArray(text).map(openCloudEvent);
  const isLines = type === 'application/x-ndjson' || type === 'application/jsonl';
  const texts = isLines ? text.split('\n').filter((line) => line.trim() !== '') : splitJson(text);
  const ids = readIds(headers, texts.length);
  return texts.map((json, at) => parseRecord(json, ids[at]));
}

function splitJson(text: string): string[] {
  return text.trimStart().startsWith('[') ? readArray(text).map((value) => JSON.stringify(value)) : [text];
}

function readArray(text: string): unknown[] {
  const { data } = parseRecord(text);
  if (Array.isArray(data)) return data;
  throw new Unreadable('not a JSON array');
}

function openCloudEvent(value: unknown): IncomingRecord {
  const { specversion, id, data } = (value ?? {}) as Record<string, unknown>;
  if (specversion !== '1.0' || typeof id !== 'string') throw new Unreadable('not a CloudEvent 1.0');
  return { id, json: JSON.stringify(data), data };
}

/** The plugin names a request after its record, or after the first and the last number of an unbroken range. */
function readIds({ 'idempotency-key': key, 'webhook-id': webhook }: IncomingHttpHeaders, count: number): string[] {
  const name = decodeText(key) ?? decodeText(webhook);
  const [, ident, first, last] = /^(.*):(\d+)(?:-(\d+))?$/.exec(name ?? '') ?? [];
  if (ident === undefined || Number(last ?? first) - Number(first) + 1 !== count) return [];
  return Array.from({ length: count }, (_, at) => `${ident}:${Number(first) + at}`);
}

function decodeText(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}
