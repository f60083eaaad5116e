import type { RunnerStatus } from '@callboard/contract';
import type { DamagedLine } from '../journal/read-journal.js';
import type { RawRecord } from '../journal/record.js';

/** Where a run's records come from: a journal, or the files that Python's ansible-runner left. */
export interface RunSource {
  /** Records in order; follows a run that is going on to its end. */
  follow(): AsyncIterable<readonly RawRecord[]>;
  /** Records that are there now. */
  read(): AsyncIterable<readonly RawRecord[]>;
  /** The last records, an event among them where there is one, without reading all. */
  readLast?(): Promise<readonly RawRecord[]>;
  /** Lines of the journal that were found damaged while reading, so far. */
  readonly damage: readonly DamagedLine[];
}

/** A run on disk. */
export interface StoredSource extends RunSource {
  /** As it is now, without reading all records where that can be avoided. */
  lastStatus(): Promise<RunnerStatus | undefined>;
}
