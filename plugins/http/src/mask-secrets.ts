/** Shorter values are everywhere: masking them would tell them by their absence. */
const shortest = 4;

/** Takes what must not be shown out of what others say, and everything that a terminal would act upon. */
export class SecretMask {
  readonly #secrets: Set<string> = new Set();
  #pattern: RegExp | undefined;

  add(secrets: readonly string[]): void {
    for (const secret of secrets) if (secret.length >= shortest) this.#secrets.add(secret);
    const longestFirst = [...this.#secrets].sort((a, b) => b.length - a.length);
    const parts = longestFirst.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.#pattern = parts.length > 0 ? new RegExp(parts.join('|'), 'g') : undefined;
  }

  clean(text: string): string {
    const shown = text.replace(/\r\n/g, '\n').replace(/[^\P{C}\n\t]/gu, '\u{fffd}');
    return this.#pattern ? shown.replace(this.#pattern, '***') : shown;
  }
}

/** Headers that say nothing secret, whoever set them. */
const plainHeaders = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'content-type',
  'content-encoding',
  'host',
  'idempotency-key',
  'user-agent',
]);

export function isPlainHeader(name: string): boolean {
  return plainHeaders.has(name.toLowerCase()) || /^(webhook|ce)-/i.test(name);
}

/** What of the user's headers is secret: each value, what stands behind a word like Bearer, and each cookie's value. */
export function listHeaderSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => !isPlainHeader(name))
    .flatMap(([name, value]) => {
      const within = name.toLowerCase() === 'cookie' ? /(?<==)[^;]{8,}/g : /(?<=^\S+ )\S{8,}$/g;
      return [value, ...(value.match(within) ?? [])];
    });
}

/** A request's path with the values of its query, and every segment that looks like a token, left out. */
export function maskPath(path: string): string {
  const [pathname = '', query] = path.split('?', 2);
  const shown = pathname.replace(/[^/]+/g, (part) => (looksLikeToken(part) ? '***' : part));
  return query === undefined ? shown : `${shown}?${query.replace(/=[^&]*/g, '=***')}`;
}

/** The same parts, to be masked where a receiver repeats them. */
export function listPathSecrets(path: string): string[] {
  const [pathname = '', query = ''] = path.split('?', 2);
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [...pathname.split('/').filter(looksLikeToken), ...values.filter((value) => value.length >= 8)];
}

function looksLikeToken(part: string): boolean {
  return part.length >= 16 && /\d/.test(part) && /[a-z]/i.test(part);
}
