import { isTokenLike, nameSaysCredential } from './name-secrets.js';

/** In `scheme://user:password@host`. */
const userinfo = /\w:\/\/([^/\s:@?#]*)(?::([^/\s@]*))?@/g;
/** In a query or a fragment. */
const parameter = /[?&;#]([^\s=?&;#]+)=([^\s?&;#"']+)/g;

/**
 * What is secret in the addresses of a text: passwords in front of the host, a token in the user's place, parameters
 * whose names say so. As it stands there and decoded.
 */
export function listUrlSecrets(text: string): string[] {
  if (!text.includes('://')) return [];
  const found: string[] = [];
  for (const [, user = '', password = ''] of text.matchAll(userinfo)) {
    found.push(password);
    if (isTokenLike(user)) found.push(user);
  }
  for (const [, name = '', value = ''] of text.matchAll(parameter)) {
    if (nameSaysCredential(decode(name)) || isTokenLike(value)) found.push(value);
  }
  return found.flatMap((secret) => [secret, decode(secret)]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
