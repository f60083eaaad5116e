import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a run's delivery says of itself on disk; undefined where it says nothing. */
export function readReceipt(privateDataDir, ident, sink = 'http') {
  try {
    return JSON.parse(readFileSync(join(privateDataDir, 'artifacts', ident, 'delivery', `${sink}.json`), 'utf8'));
  } catch {
    return undefined;
  }
}
