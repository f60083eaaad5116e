import { existsSync, readFileSync } from 'node:fs';

/** One thing that the fake Ansible said. */
export interface OracleEntry {
  /** Its line of the spool, from 1; null for text outside events. */
  readonly event: number | null;
  /** The JSON in that line. */
  readonly data: string;
  /** The bytes as they were written, before a terminal made \r\n of their \n. */
  readonly text: Buffer;
  /** 1 for stdout, 2 for stderr. */
  readonly stream: 1 | 2;
}

/** All that the fake said, in order. */
export function readOracle(path: string): OracleEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  // What stands behind the last newline was cut off by a kill.
  return lines.slice(0, -1).map((line) => {
    const entry = JSON.parse(line) as Omit<OracleEntry, 'text'> & { text: string };
    return { ...entry, text: Buffer.from(entry.text, 'latin1') };
  });
}

/** The `stdout` that each event of the spool must have, where the fake spoke to a terminal (or to pipes). */
export function expectTexts(entries: readonly OracleEntry[], mode: 'pty' | 'pipes'): string[] {
  return entries.filter(({ event }) => event !== null).map(({ text }) => decodeText(text, mode));
}

function decodeText(bytes: Buffer, mode: 'pty' | 'pipes'): string {
  const shown = mode === 'pty' ? bytes.toString('latin1').replaceAll('\n', '\r\n') : bytes.toString('latin1');
  return Buffer.from(shown, 'latin1')
    .toString('utf8')
    .replace(/[\r\n]+$/, '');
}
