import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunnerEvent, RunnerStatus } from '@callboard/contract';
import { expectTexts, type OracleEntry } from '@callboard/testkit';
import { decodeRecord, isTerminalRecord, type RawRecord } from '#callboard/journal/record.js';

export interface Kept {
  readonly records: readonly RawRecord[];
  readonly events: readonly RunnerEvent[];
  readonly statuses: readonly RunnerStatus[];
  readonly end: RunnerStatus;
}

/** A run's directory must be whole: journal, event files, the other artifacts, nothing transient. */
export function assertComplete(
  artifactDir: string,
  { withEventFiles = true }: { withEventFiles?: boolean } = {},
): Kept {
  const records = readIntactJournal(join(artifactDir, 'journal.ndjson'));
  const events = records.filter(({ kind }) => kind === 'event').map(({ data }) => JSON.parse(data) as RunnerEvent);
  const statuses = records.filter(({ kind }) => kind === 'status').map(({ data }) => JSON.parse(data) as RunnerStatus);
  assert.deepEqual(
    events.map(({ counter }) => counter),
    events.map((_, index) => index + 1),
    'counters without gaps',
  );
  assert.equal(records.filter(isTerminalRecord).length, 1, 'one last status');
  assert.ok(isTerminalRecord(records.at(-1)!), 'the last record is the last status');
  assertEventFiles(artifactDir, withEventFiles ? records : []);
  const end = statuses.at(-1)!;
  assert.equal(readFileSync(join(artifactDir, 'status'), 'utf8'), end.status);
  assert.match(readFileSync(join(artifactDir, 'rc'), 'utf8'), /^\d+$/);
  const left = readdirSync(artifactDir).filter((name) => name.startsWith('spool') || name.endsWith('.tmp'));
  assert.deepEqual(left, [], 'transient files are left');
  assertPrivate(artifactDir);
  return { records, events, statuses, end };
}

function readIntactJournal(path: string): RawRecord[] {
  const lines = readFileSync(path).toString('latin1').split('\n');
  assert.equal(lines.pop(), '', 'the last line is complete');
  return lines.map((line, index) => {
    const record = decodeRecord(Buffer.from(line, 'latin1'));
    assert.equal(record?.n, index + 1, `line ${index + 1} of the journal: ${line.slice(0, 200)}`);
    return record!;
  });
}

function assertEventFiles(artifactDir: string, records: readonly RawRecord[]): void {
  const events = records.filter(({ kind }) => kind === 'event').map(({ data }) => data);
  const directory = join(artifactDir, 'job_events');
  const expected = new Map(events.map((data) => [nameFile(data), data]));
  assert.deepEqual(readdirSync(directory).sort(), [...expected.keys()].sort(), 'a file for each event');
  for (const [name, data] of expected) assert.equal(readFileSync(join(directory, name), 'utf8'), data, name);
}

function nameFile(data: string): string {
  const { counter, uuid } = JSON.parse(data) as RunnerEvent;
  return `${counter}-${uuid}.json`;
}

/** Files 0600, directories 0700. */
export function assertPrivate(directory: string): void {
  for (const name of ['.', ...readdirSync(directory, { recursive: true, encoding: 'utf8' })]) {
    // The supervisor renames its report into place: what was listed may be gone.
    const about = statSync(join(directory, name), { throwIfNoEntry: false });
    if (about) assert.equal((about.mode & 0o777).toString(8), about.isDirectory() ? '700' : '600', name);
  }
}

/** Every event that the fake said, once, in order, with its text to the byte; and all text outside events. */
export function assertAsTold(kept: Kept, told: readonly OracleEntry[], mode: 'pty' | 'pipes'): void {
  const spoken = told.filter(({ event }) => event !== null);
  const ours = kept.events.filter(({ pid }) => pid !== undefined);
  assert.deepEqual(
    ours.map(({ uuid }) => uuid),
    spoken.map(({ data }) => (JSON.parse(data) as RunnerEvent).uuid),
  );
  const texts = expectTexts(told, mode);
  for (const [index, { stdout }] of ours.entries()) assert.ok(stdout === texts[index], `text of event ${index + 1}`);
  const between = told.filter(({ event }) => event === null).map(({ text }) => text.toString('utf8'));
  const outside = kept.events.filter(({ pid }) => pid === undefined).map(({ stdout }) => stdout);
  assert.ok(joinText(outside) === joinText(between), 'text outside events');
}

/** Line ends belong to nobody: they are counted, not kept. */
function joinText(texts: readonly string[]): string {
  return texts.join('').replaceAll(/[\r\n]/g, '');
}

/** No file below may contain any of the texts, in plain bytes. */
export function assertNowhere(directory: string, secrets: readonly string[]): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const path = join(directory, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    for (const secret of secrets)
      assert.ok(!bytes.includes(secret) && !name.includes(secret), `${secret} is in ${path}`);
  }
}
