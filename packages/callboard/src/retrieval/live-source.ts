import { followWriter } from '../journal/follow-journal.js';
import { inspectJournal } from '../journal/inspect-journal.js';
import { readJournalBatches } from '../journal/read-journal.js';
import type { JournalWriter } from '../journal/write-journal.js';
import type { RunSource } from './run-source.js';

/** The records of a run whose journal this process writes. */
export function readWhileWritten(journal: JournalWriter): RunSource {
  return {
    follow: () => followWriter(journal),
    read: () => readJournalBatches(journal.path),
    readLast: async () => (await inspectJournal(journal.path)).last,
    damage: [],
  };
}
