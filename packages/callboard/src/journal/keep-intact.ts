import { createReadStream } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readCounter, readUuid } from '../retrieval/event-stream.js';
import { readJournalBatches } from './read-journal.js';
import { isTerminalRecord, saysRunning } from './record.js';
import { syncDirectory } from './sync-directory.js';

const newline = 0x0a;

/** What is left of a journal whose writer was lost. */
export interface Intact {
  /** Number of the last record that is kept. */
  readonly last: number;
  /** `counter` of the last event that is kept. */
  readonly events: number;
  readonly lastUuid: string;
  readonly hasBeginning: boolean;
  /** Whether a status that is kept, or is behind the damage, says that it ran. */
  readonly hasRunning: boolean;
  readonly hasEnd: boolean;
  /** Where the first damage is; the journal was cut there. */
  readonly damagedLine: number | undefined;
  /** Statuses behind the damage, as JSON: unlike events they can't be derived again. */
  readonly statuses: readonly string[];
}

/** Cuts a journal behind its last record before any damage, or gap. One that somebody removed begins anew. */
export async function keepIntact(path: string): Promise<Intact> {
  await (await open(path, 'a', 0o600)).close();
  let [last, events, hasBeginning, hasRunning, hasEnd, lastUuid] = [0, 0, false, false, false, ''];
  let damagedLine = Infinity;
  const statuses: string[] = [];
  const onDamage = ({ line }: { line: number }): void => {
    damagedLine = Math.min(damagedLine, line);
  };
  for await (const records of readJournalBatches(path, { onDamage })) {
    for (const record of records) {
      hasRunning ||= saysRunning(record);
      // Up to the first damage a record's number is its line's. A chunk's damage is told before its records come.
      if (record.n === last + 1 && record.n < damagedLine) {
        last = record.n;
        if (record.kind === 'event') [events, lastUuid] = [readCounter(record.data), readUuid(record.data)];
        hasBeginning ||= record.kind === 'status';
        hasEnd ||= isTerminalRecord(record);
      } else {
        damagedLine = Math.min(damagedLine, last + 1);
        if (record.kind === 'status' && !isTerminalRecord(record)) statuses.push(record.data);
      }
    }
  }
  await truncate(path, await findLineEnd(path, last));
  await makeDurable(path);
  return {
    last,
    events,
    lastUuid,
    hasBeginning,
    hasRunning,
    hasEnd,
    damagedLine: Number.isFinite(damagedLine) ? damagedLine : undefined,
    statuses,
  };
}

/** What is kept counts as durable from here on, and its writer may have been lost before its sync. */
async function makeDurable(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  await syncDirectory(dirname(path));
}

/** Where the first so many lines end, in bytes. */
async function findLineEnd(path: string, lines: number): Promise<number> {
  let [left, offset] = [lines, 0];
  if (left === 0) return 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) {
      left -= 1;
      if (left === 0) return offset + at + 1;
    }
    offset += chunk.length;
  }
  return offset;
}
