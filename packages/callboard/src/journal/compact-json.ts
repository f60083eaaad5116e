import { findStringEnd } from '../redact/redact-json.js';

/** The same JSON without spaces between its tokens. A parse and print would change numbers that JavaScript cannot hold. */
export function compactJson(json: string): string {
  let result = '';
  let at = 0;
  for (let quote = json.indexOf('"'); quote !== -1; quote = json.indexOf('"', at)) {
    const end = findStringEnd(json, quote);
    result += json.slice(at, quote).replace(/\s+/g, '') + json.slice(quote, end);
    at = end;
  }
  return result + json.slice(at).replace(/\s+/g, '');
}
