import { crc32 } from 'node:zlib';

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

const checksumLength = ',"crc":"00000000"}'.length;
const shape = /^\{"n":(\d+),"at":"([^"]*)","kind":"(status|event)","data":/;

/** The journal's line for a record, newline included. The checksum covers everything before its own member. */
export function encodeRecord(record: RawRecord): string {
  const body = `{"n":${record.n},"at":"${record.at}","kind":"${record.kind}","data":${record.data}`;
  return `${body},"crc":"${checksum(body)}"}\n`;
}

/** The record of a line (without its newline), or undefined where the line is torn or was changed. */
export function decodeRecord(line: Buffer): RawRecord | undefined {
  const bodyEnd = line.length - checksumLength;
  if (bodyEnd <= 0) return undefined;
  if (line.toString('latin1', bodyEnd) !== `,"crc":"${checksum(line.subarray(0, bodyEnd))}"}`) return undefined;
  const body = line.toString('utf8', 0, bodyEnd);
  const head = shape.exec(body);
  if (!head) return undefined;
  const [{ length }, n, at, kind] = head as unknown as [string, string, string, RawRecord['kind']];
  return { n: Number(n), at, kind, data: body.slice(length) };
}

function checksum(body: string | Buffer): string {
  return crc32(body).toString(16).padStart(8, '0');
}

const terminalStatus = /^\{"status":"(successful|failed|timeout|canceled|error)"/;

/** Whether this is the status that ends a run. */
export function isTerminalRecord(record: RawRecord): boolean {
  return record.kind === 'status' && terminalStatus.test(record.data);
}
