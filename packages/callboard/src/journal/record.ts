import { crc32 } from 'node:zlib';
import { CallboardError } from '../errors.js';

/**
 * One line of a journal. `data` is kept as the JSON text it is on disk: most readers pass it on or search it, and
 * a parse and print would change numbers that JavaScript cannot hold.
 */
export interface RawRecord {
  /** Position in the journal: 1, 2, 3 … without gaps. */
  readonly n: number;
  /** ISO time at which the record was appended. */
  readonly at: string;
  readonly kind: 'status' | 'event';
  /** JSON text of the status or event. */
  readonly data: string;
}

/** Of a journal; its first record says it. A reader refuses what is newer than itself. */
export const journalFormat = 1;

const checksumLength = ',"crc":"00000000"}'.length;
const shape = /^\{"n":(\d+),"at":"([^"]*)","kind":"(status|event)",(?:"format":\d+,)?"data":/;
/** However a newer format may look, so much of its first record stays. */
const formatMember = /^\{"n":1,[^{]*?"format":(\d+),/;

/** The journal's line for a record, newline included. The checksum covers everything before its own member. */
export function encodeRecord(record: RawRecord): string {
  const format = record.n === 1 ? `"format":${journalFormat},` : '';
  const body = `{"n":${record.n},"at":"${record.at}","kind":"${record.kind}",${format}"data":${record.data}`;
  return `${body},"crc":"${checksum(body)}"}\n`;
}

/**
 * The record of a line (without its newline), or undefined where the line is torn or was changed. Throws
 * ERR_JOURNAL_FORMAT where a newer version wrote the journal.
 */
export function decodeRecord(line: Buffer): RawRecord | undefined {
  const bodyEnd = line.length - checksumLength;
  if (bodyEnd <= 0) return undefined;
  if (line.toString('latin1', bodyEnd) !== `,"crc":"${checksum(line.subarray(0, bodyEnd))}"}`) return undefined;
  const body = line.toString('utf8', 0, bodyEnd);
  refuseNewer(body);
  const head = shape.exec(body);
  if (!head) return undefined;
  const [{ length }, n, at, kind] = head as unknown as [string, string, string, RawRecord['kind']];
  return { n: Number(n), at, kind, data: body.slice(length) };
}

function refuseNewer(body: string): void {
  if (!body.startsWith('{"n":1,')) return;
  const format = Number(formatMember.exec(body)?.[1] ?? 1);
  if (format <= journalFormat) return;
  const message = `A newer Callboard wrote this journal: its format is ${format}, and this version reads ${journalFormat}.`;
  throw new CallboardError('ERR_JOURNAL_FORMAT', `${message} Read the run with that version.`);
}

function checksum(body: string | Buffer): string {
  return crc32(body).toString(16).padStart(8, '0');
}

const runningStatus = /^\{"status":"running"/;
const terminalStatus = /^\{"status":"(successful|failed|timeout|canceled|error)"/;

/** Whether this is the status that ends a run. */
export function isTerminalRecord(record: RawRecord): boolean {
  return record.kind === 'status' && terminalStatus.test(record.data);
}

/** Whether this is a status that says that Ansible runs. */
export function saysRunning(record: RawRecord): boolean {
  return record.kind === 'status' && runningStatus.test(record.data);
}
