import { STATUS_CODES } from 'node:http';
import type { Reply } from './exchange.js';
import { isPlainHeader, maskPath, type SecretMask } from './mask-secrets.js';
import type { Target } from './read-target.js';

/** A request for people to read: whatever may be a secret is masked, and a compressed body is shown as it was before. */
export function traceRequest(
  { path, origin, name }: Target,
  headers: readonly string[],
  body: string,
  mask: SecretMask,
): string {
  const host = new URL(origin).host;
  const fields = headers.flatMap((key, at) =>
    at % 2 === 0 ? [`${key}: ${isPlainHeader(key) ? headers[at + 1] : '***'}`] : [],
  );
  return mask.clean([`POST ${maskPath(path)} HTTP/1.1 (${name})`, `host: ${host}`, ...fields, '', body].join('\n'));
}

export function traceReply({ status, headers, body }: Reply, mask: SecretMask): string {
  const fields = Object.entries(headers).map(([key, value]) => `${key}: ${String(value)}`);
  return mask.clean([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`.trim(), ...fields, '', body].join('\n'));
}
