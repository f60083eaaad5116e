/** A list as settings and variables hold it: an array, or a text with commas or spaces between. Throws on anything else. */
export function readList(name: string, value: unknown): string[] {
  const items = typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value : [value];
  const texts = items.map((item) => (typeof item === 'number' ? String(item) : item));
  const filled = texts.filter((item) => item !== '');
  if (filled.length > 0 && filled.every((item) => typeof item === 'string')) return filled;
  // The value is not shown: it may be a secret.
  throw new Error(`${name} must be a list of texts.`);
}
