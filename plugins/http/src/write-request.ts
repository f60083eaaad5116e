import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { DeliverContext, Delivery } from '@callboard/contract';
import type { Authorisation } from './authorise.js';
import type { Format } from './encode-records.js';
import type { Request } from './exchange.js';
import type { SecretMask } from './mask-secrets.js';
import { nameBatch } from './name-batch.js';
import type { Headers } from './read-headers.js';
import type { Limits } from './read-limits.js';
import type { Target } from './read-target.js';
import type { SignRequest } from './sign-request.js';
import { traceRequest } from './trace-exchange.js';

const compress = promisify(gzip);

export interface RequestParts {
  readonly target: Target;
  readonly format: Format;
  /** Sent with each request. */
  readonly headers: Headers;
  readonly authorisation: Authorisation;
  readonly sign: SignRequest | undefined;
  readonly limits: Limits;
  readonly mask: SecretMask;
}

/** Makes the request for some records; a promise of it only where something takes time. */
export type WriteRequest = (records: readonly Delivery[], trace: DeliverContext['trace']) => Request | Promise<Request>;

export function createRequestWriter(parts: RequestParts): WriteRequest {
  const { target, format, authorisation, sign, limits, mask } = parts;
  const { origin, path } = target;
  // Names and values in turn: building an object for each request costs more than all the rest.
  const fixed = Object.entries(parts.headers).flat();
  return (records, trace) => {
    const message = format.encode(records);
    const id = nameBatch(records);
    const headers = [...fixed, ...message.headers, 'idempotency-key', id];
    if (sign) headers.push(...sign(id, message.body));
    if (authorisation.header !== undefined) headers.push('authorization', authorisation.header);
    const isLarge = message.body.length >= limits.gzipFrom;
    if (isLarge) headers.push('content-encoding', 'gzip');
    trace?.('request', traceRequest(target, headers, message.body, mask));
    const request = { origin, path, headers, body: message.body, limits };
    return isLarge ? compress(message.body).then((body) => ({ ...request, body })) : request;
  };
}
