import { createHash } from 'node:crypto';
import type { Delivery } from '@callboard/contract';

/**
 * A name for what a request holds, the same on every attempt and fit for a header: the record's id, or the first id and
 * the last number. Where records between them are left out (filters), a digest of the numbers is added: another
 * choice of records is another request.
 */
export function nameBatch(records: readonly Delivery[]): string {
  const [first] = records;
  const last = records.at(-1);
  if (!first || !last) return '';
  const start = encodeHeaderText(first.id);
  if (records.length === 1) return start;
  const range = `${start}-${last.n}`;
  if (last.n - first.n === records.length - 1) return range;
  const digest = createHash('sha256')
    .update(records.map(({ n }) => n).join())
    .digest('hex');
  return `${range}-${digest.slice(0, 16)}`;
}

/** Text as CloudEvents put it into headers: what isn't printable ASCII, and `"`, `%` and space, percent-encoded. */
export function encodeHeaderText(text: string): string {
  return text.replace(/[^\x21\x23\x24\x26-\x7e]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
