import { STATUS_CODES } from 'node:http';
import { type DeliveryResult, delivered, rejected, retry, stopped } from '@callboard/contract';
import type { Reply } from './exchange.js';
import { readRetryAfter } from './read-retry-after.js';

export interface Judgement {
  /** For messages: who answered. */
  readonly name: string;
  /** Of the records in the request. */
  readonly ids: readonly string[];
  /** From 1. */
  readonly attempt: number;
  /** Status codes that are the records' fault. */
  readonly rejecting: ReadonlySet<number>;
  readonly retryAfterMaxMs: number;
}

/** After so many attempts a conflict is taken to be there for good. */
const conflictAttempts = 5;

/** The receiver is busy or broken, and says so. */
const passing = new Set([408, 423, 424, 425, 429]);

/** nginx, Apache and Go answer 400 to whoever comes without TLS or without a certificate: no record is at fault there. */
const aboutTls = /SSL certificate|HTTP request (was sent )?to (an )?HTTPS|plain HTTP to an SSL/i;
const tlsAdvice = 'check the scheme of runner_http_url, runner_http_tls_cert and runner_http_tls_key';

/**
 * What a status code means for the records. Only codes that speak of the records themselves make dead letters; what
 * speaks of the address or the credentials leaves them owed, so that correcting the settings is all there is to do.
 */
export function judgeAnswer(reply: Reply, judgement: Judgement, clean: (text: string) => string): DeliveryResult {
  const { status } = reply;
  const { name, ids, attempt, rejecting, retryAfterMaxMs } = judgement;
  if (status < 300) return delivered();
  const body = clean(reply.body).trim();
  const answer = body === '' ? {} : { answer: body };
  const said = `${name} answered ${[status, STATUS_CODES[status]].join(' ').trim()}`;
  const isTls = status === 400 && aboutTls.test(body);
  if (rejecting.has(status) && !isTls) return rejected(ids, said, answer);
  if (status === 409 && attempt >= conflictAttempts) return rejected(ids, `${said}, ${attempt} times`, answer);
  if (status === 410) return stopped(`${said}: it wants nothing more from here`, answer);
  const afterMs = readRetryAfter(reply, retryAfterMaxMs);
  const more = { ...answer, ...(afterMs !== undefined && { afterMs }) };
  if (status >= 500 || passing.has(status)) return retry(said, more);
  return retry(`${said}: ${isTls ? tlsAdvice : advise(status, reply, clean)}`, more);
}

const advices: Readonly<Record<number, string>> = {
  401: 'check the credentials (runner_http_token, runner_http_token_file, runner_http_headers)',
  402: 'it asks for a payment',
  403: 'these credentials may not send there, or a firewall is in the way',
  404: 'check runner_http_url',
  405: 'it takes no POST there; check runner_http_url',
  406: 'check the Accept header in runner_http_headers',
  407: 'the proxy asks for credentials; put them into its URL',
  409: 'it says that there is a conflict',
  411: 'something on the way takes the length of the body away',
  415: 'it does not take this kind of body; check runner_http_format and runner_http_gzip_from',
  421: 'it is not responsible for this host; check runner_http_url and runner_http_tls_servername',
  426: 'it asks for another protocol',
  431: 'the headers are too large for it; check runner_http_headers',
};

function advise(status: number, { headers }: Reply, clean: (text: string) => string): string {
  if (status >= 400) return advices[status] ?? 'check runner_http_url and what is needed to send there';
  const { location } = headers;
  const place = typeof location === 'string' ? describePlace(location) : undefined;
  const where = place === undefined ? '' : ` (it leads to ${clean(place)})`;
  return `redirects are not followed${where}; set runner_http_url to the right address`;
}

/** Host and path of where a redirect leads: its query may hold anything. */
function describePlace(location: string): string | undefined {
  const base = 'relative://here';
  if (!URL.canParse(location, base)) return undefined;
  const { protocol, host, pathname } = new URL(location, base);
  const place = protocol === 'relative:' ? pathname : `${protocol}//${host}${pathname}`;
  return place.slice(0, 200);
}
