import { closed, closedSecure, failureReasons, noHttp } from './failure-reasons.js';

/** Whom a request was for, and through whom. */
export interface Way {
  readonly name: string;
  /** `proxy:3128`, if there is one. */
  readonly proxy: string | undefined;
}

/** Why there was no answer, in words that help. Nothing of the URL but its host is in it. */
export function explainFailure(thrown: unknown, { name, proxy }: Way): string {
  const code = findCode(thrown);
  const tunnel = readTunnelAnswer(thrown);
  if (proxy !== undefined && tunnel !== undefined) {
    return `${name}: the proxy ${proxy} refused to connect to it (${tunnel}); check NO_PROXY, runner_http_proxy and its credentials`;
  }
  const reason = explainCode(thrown, code) ?? `the request failed (${code ?? describe(thrown)})`;
  const whole = reason === closed && name.startsWith('https:') ? closedSecure : reason;
  return proxy === undefined ? `${name}: ${whole}` : `${name}, through the proxy ${proxy}: ${whole}`;
}

function explainCode(thrown: unknown, code: string | undefined): string | undefined {
  if (thrown instanceof Error && thrown.name === 'HTTPParserError') return noHttp;
  return code === undefined ? undefined : failureReasons[code];
}

/** Its own, or that of the errors that it stands for: one for each address that was tried. */
function findCode(thrown: unknown): string | undefined {
  const { code, cause, errors } = thrown as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
  const own = typeof code === 'string' ? nameAsBefore(code) : undefined;
  if (own !== undefined && own in failureReasons) return own;
  const inner = [cause, ...(errors ?? [])].find((error) => error instanceof Error);
  return (inner && findCode(inner)) ?? own;
}

/** Newer OpenSSL says `SSL/TLS` in the names of alerts where the older says `SSLV3`. */
function nameAsBefore(code: string): string {
  return code.replace('SSL/TLS_ALERT', 'SSLV3_ALERT');
}

function readTunnelAnswer(thrown: unknown): string | undefined {
  const message = describe(thrown);
  return (
    /^Proxy response \((\d+)\)/.exec(message)?.[1] ?? /^Proxy Authentication Required \((407)\)/.exec(message)?.[1]
  );
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
