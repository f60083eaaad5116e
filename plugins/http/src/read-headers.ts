import { validateHeaderName } from 'node:http';

export type Headers = Record<string, string>;

/** They belong to the connection or to the body that we make. */
const ownOnes = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'http2-settings',
  'content-length',
  'content-encoding',
  'idempotency-key',
]);
const ownPrefixes = ['webhook-', 'ce-'];

/**
 * Checks the user's headers. Throws for what cannot be sent or would change the meaning of the request; never shows a
 * value. Names are in lower case then.
 */
export function readHeaders(given: Readonly<Record<string, unknown>> | undefined, fixedContentType: boolean): Headers {
  const headers: Headers = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    checkName(name, fixedContentType);
    const lower = name.toLowerCase();
    if (Object.hasOwn(headers, lower)) throw wrong(name, 'is there twice. Leave one out.');
    headers[lower] = checkHeaderValue(`runner_http_headers: ${name}`, value);
  }
  return headers;
}

/** The value of a header, fit to be sent. Throws without showing it. */
export function checkHeaderValue(what: string, value: unknown): string {
  if (typeof value !== 'string') throw new Error(`${what} must be text: put it into quotation marks.`);
  if (value !== value.trim()) throw new Error(`${what} has white space at its beginning or end. Take it out.`);
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    throw new Error(
      `${what} has characters that no header can hold (line breaks, control characters, or beyond Latin-1).`,
    );
  }
  return value;
}

function checkName(name: string, fixedContentType: boolean): void {
  const lower = name.toLowerCase();
  if (!isHeaderName(name)) throw new Error(`runner_http_headers: ${JSON.stringify(name)} is no name of a header.`);
  if (ownOnes.has(lower) || ownPrefixes.some((prefix) => lower.startsWith(prefix))) {
    throw wrong(name, 'belongs to the request itself and cannot be set. Leave it out.');
  }
  if (lower === 'content-type' && fixedContentType) throw wrong(name, 'is given by runner_http_format. Leave it out.');
}

function isHeaderName(name: string): boolean {
  try {
    validateHeaderName(name);
    return true;
  } catch {
    return false;
  }
}

function wrong(name: string, why: string): Error {
  return new Error(`runner_http_headers: ${name} ${why}`);
}
