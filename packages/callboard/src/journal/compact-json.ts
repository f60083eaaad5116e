import { findStringEnd } from '../redact/redact-json.js';

/** The same JSON without spaces between its tokens. A parse and print would change numbers that JavaScript cannot hold. */
export function compactJson(json: string): string {
  let result = '';
  let at = 0;
  for (let quote = json.indexOf('"'); quote !== -1; quote = json.indexOf('"', at)) {
    const end = findStringEnd(json, quote);
    result += compactGap(json.slice(at, quote)) + json.slice(quote, end);
    at = end;
  }
  return result + compactGap(json.slice(at));
}

/** What stands between two strings. In Python's JSON it is nearly always one of two, which need no search. */
function compactGap(gap: string): string {
  if (gap === ': ') return ':';
  return gap === ', ' ? ',' : gap.replace(/\s+/g, '');
}
