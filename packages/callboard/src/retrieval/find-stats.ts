import type { RawRecord } from '../journal/record.js';

/** What the JSON of an event with the final statistics has in it. */
export const statsMember = '"event":"playbook_on_stats"';

/** The JSON of that event, where it is among these records. */
export function findStats(records: readonly RawRecord[]): string | undefined {
  return records.findLast(({ kind, data }) => kind === 'event' && data.includes(statsMember))?.data;
}
