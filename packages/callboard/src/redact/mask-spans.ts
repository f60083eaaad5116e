import type { Span } from './search-needles.js';

export const mask = '********';

/**
 * The text with a mask for each span, in order of their starts. Spans that overlap get one mask together: what is
 * left of a secret beside another one would tell a part of it.
 */
export function maskSpans(text: string, spans: readonly Span[]): string {
  let result = '';
  let kept = 0;
  for (const [start, end] of spans) {
    if (start >= kept) result += text.slice(kept, start) + mask;
    kept = Math.max(kept, end);
  }
  return result + text.slice(kept);
}
