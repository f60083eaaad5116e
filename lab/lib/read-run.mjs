import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expectTexts, readOracle } from '@callboard/testkit';

const checksumLength = ',"crc":"00000000"}'.length;

/**
 * The records of a journal, read without any of the product's code: a fault there must not hide itself.
 * @param {Buffer} bytes
 * @returns {{ records: { n: number, at: string, kind: string, data: any, line: string }[], damaged: number[] }} `damaged`: lines
 */
export function readRecords(bytes) {
  const records = [];
  const damaged = [];
  const lines = bytes.toString('latin1').split('\n');
  const torn = lines.pop();
  for (const [index, line] of lines.entries()) {
    const record = readRecord(Buffer.from(line, 'latin1'));
    if (record) records.push(record);
    else damaged.push(index + 1);
  }
  if (torn !== '') damaged.push(lines.length + 1);
  return { records, damaged };
}

function readRecord(line) {
  const body = line.subarray(0, -checksumLength);
  const sum = crc32(body).toString(16).padStart(8, '0');
  if (line.subarray(-checksumLength).toString() !== `,"crc":"${sum}"}`) return undefined;
  const text = line.toString('utf8');
  return { ...JSON.parse(text), line: text };
}

/**
 * A run that has ended, compared with what the fake Ansible said.
 * @param {string} [oracle] the file that the fake wrote beside
 * @returns {{ events: object[], statuses: object[], problems: string[] }} `problems`: what is not as it must be
 */
export function readRun(lab, artifactDir, oracle) {
  const { records, damaged } = readRecords(readFileSync(join(artifactDir, 'journal.ndjson')));
  const events = records.filter(({ kind }) => kind === 'event').map(({ data }) => data);
  const statuses = records.filter(({ kind }) => kind === 'status').map(({ data }) => data);
  const problems = [
    ...damaged.map((line) => `line ${line} of the journal is damaged`),
    ...findGaps(
      records.map(({ n }) => n),
      'record',
    ),
    ...findGaps(
      events.map(({ counter }) => counter),
      'event',
    ),
    ...findMissingFiles(artifactDir, events),
    ...(oracle ? compareWithOracle(events, readOracle(oracle)) : []),
  ];
  const last = statuses.at(-1)?.status;
  if (!/^(successful|failed|timeout|canceled|error)$/.test(last ?? '')) problems.push(`its last status is ${last}`);
  return { events, statuses, problems };
}

function findGaps(numbers, what) {
  const at = numbers.findIndex((number, index) => number !== index + 1);
  return at === -1 ? [] : [`${what} ${at + 1} has the number ${numbers[at]}`];
}

function findMissingFiles(artifactDir, events) {
  const expected = ['status', 'rc', 'stdout', 'command'];
  const missing = expected.filter((name) => !existsSync(join(artifactDir, name)));
  const files = new Set(readdirSync(join(artifactDir, 'job_events')));
  const names = events.map(({ counter, uuid }) => `${counter}-${uuid}.json`);
  missing.push(...names.filter((name) => !files.has(name)));
  const left = readdirSync(artifactDir).filter((name) => name.startsWith('spool') || name.endsWith('.tmp'));
  return [...missing.map((name) => `${name} is missing`), ...left.map((name) => `${name} is left`)];
}

/** Every event once, in order, with its text to the byte. */
function compareWithOracle(events, told) {
  // What belongs to no event has no process.
  const ours = events.filter(({ pid }) => pid !== undefined);
  const spoken = told.filter(({ event }) => event !== null).map(({ data }) => JSON.parse(data));
  const texts = expectTexts(told, 'pty');
  const problems = [];
  if (ours.length !== spoken.length) problems.push(`${spoken.length} events were said, and ${ours.length} kept`);
  for (const [index, { uuid }] of spoken.entries()) {
    if (ours[index]?.uuid !== uuid) problems.push(`event ${index + 1} is ${ours[index]?.uuid}, not ${uuid}`);
    else if (ours[index].stdout !== texts[index]) problems.push(`the text of event ${index + 1} differs`);
  }
  return problems.slice(0, 20);
}

/** The events in a spool, by its whole lines. */
export function readSpool(text) {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line.slice('checksum '.length)));
}
