import { open, truncate } from 'node:fs/promises';
import { readCounter } from '../retrieval/event-stream.js';
import { readJournalBatches } from './read-journal.js';
import { isTerminalRecord } from './record.js';

/** What is left of a journal whose writer was lost. */
export interface Intact {
  /** Number of the last record that is kept. */
  readonly last: number;
  /** `counter` of the last event that is kept. */
  readonly events: number;
  readonly hasBeginning: boolean;
  readonly hasEnd: boolean;
  /** Where the first damage is; the journal was cut there. */
  readonly damagedLine: number | undefined;
  /** Statuses behind the damage, as JSON: unlike events they can't be derived again. */
  readonly statuses: readonly string[];
}

/** Cuts a journal behind its last record before any damage. */
export async function keepIntact(path: string): Promise<Intact> {
  let [last, events, hasBeginning, hasEnd] = [0, 0, false, false];
  let damage: { line: number; offset: number } | undefined;
  const statuses: string[] = [];
  for await (const records of readJournalBatches(path, { onDamage: (found) => (damage ??= found) })) {
    for (const record of records) {
      if (record.n === last + 1) {
        last = record.n;
        if (record.kind === 'event') events = readCounter(record.data);
        hasBeginning ||= record.kind === 'status';
        hasEnd ||= isTerminalRecord(record);
      } else if (record.kind === 'status' && !isTerminalRecord(record)) statuses.push(record.data);
    }
  }
  await truncate(path, damage?.offset ?? (await findLastLineEnd(path)));
  return { last, events, hasBeginning, hasEnd, damagedLine: damage?.line, statuses };
}

async function findLastLineEnd(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(64 * 1024);
    for (let end = size; end > 0; end -= tail.length) {
      const start = Math.max(0, end - tail.length);
      const { bytesRead } = await file.read(tail, 0, end - start, start);
      const newline = tail.subarray(0, bytesRead).lastIndexOf(0x0a);
      if (newline !== -1) return start + newline + 1;
    }
    return 0;
  } finally {
    await file.close();
  }
}
