import { isTokenLike, nameSaysCredential } from './name-secrets.js';

/** A cookie's shorter value (a language, a switch) is no secret, and masking it would hide much else. */
const shortestCookie = 8;

/**
 * What is secret in a map of headers, or of anything else by name: values whose names say so or that look like a
 * token. Behind a scheme (`Bearer …`, `Basic …`) the credentials alone, too, and of cookies each one's value.
 */
export function listHeaderSecrets(headers: unknown): string[] {
  if (headers === null || typeof headers !== 'object') return [];
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && (nameSaysCredential(name) || isTokenLike(value))
      ? [value, ...splitScheme(value), ...(/cookie/i.test(name) ? splitCookies(value) : [])]
      : [],
  );
}

function splitScheme(value: string): string[] {
  const [, scheme = '', credentials] = /^(\S+) +(\S.*)$/.exec(value) ?? [];
  if (credentials === undefined) return [];
  if (scheme.toLowerCase() !== 'basic') return [credentials];
  const decoded = Buffer.from(credentials, 'base64').toString();
  return [credentials, decoded, decoded.slice(decoded.indexOf(':') + 1)];
}

function splitCookies(value: string): string[] {
  const cookies = value.split(';').map((cookie) => cookie.slice(cookie.indexOf('=') + 1).trim());
  return cookies.filter(({ length }) => length >= shortestCookie);
}
