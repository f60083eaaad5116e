import type { RunnerEvent } from './events.js';
import type { RunnerStatus } from './statuses.js';

interface RecordBase<Kind extends string, Data> {
  /** 1, 2, 3 … within the journal, without gaps. */
  n: number;
  /** When it was appended: ISO 8601, UTC. */
  at: string;
  kind: Kind;
  /** Format of the journal, in its first record alone. Where there is none it is 1. */
  format?: number;
  data: Data;
  /** CRC-32 of the line before this member: 8 lower-case hexadecimal digits. */
  crc: string;
}

/** A status as the journal has it. */
export type StatusRecord = RecordBase<'status', RunnerStatus>;
/** An event as the journal has it. */
export type EventRecord = RecordBase<'event', RunnerEvent>;

/** One line of a run's journal; narrow it by `kind`. */
export type JournalRecord = StatusRecord | EventRecord;
