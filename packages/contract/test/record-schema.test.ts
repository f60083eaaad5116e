import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { JournalRecord } from '#contract/index.js';
import { completeData, completeEnvelope } from './samples.js';
import { findFaults } from './schemas.js';

const event = { ...completeEnvelope, event: 'runner_on_ok', pid: 7, event_data: completeData.runner_on_ok } as const;
const at = '2026-01-02T03:04:05.678Z';
const crc = '00ab12ef';
const records: JournalRecord[] = [
  { n: 1, at, kind: 'status', data: { status: 'running', runner_ident: 'demo' }, crc },
  { n: 2, at, kind: 'event', data: event, crc },
];

test('records fit the schema', () => {
  for (const record of records) assert.deepEqual(findFaults('record', record), []);
});

test('a record must hold what its kind says', () => {
  const [status, happened] = records;
  assert.notDeepEqual(findFaults('record', { ...status, kind: 'event' }), []);
  assert.notDeepEqual(findFaults('record', { ...happened, kind: 'status' }), []);
  assert.notDeepEqual(findFaults('record', { ...happened, data: { ...event, counter: 'two' } }), []);
});

test('a record with a faulty frame is refused', () => {
  for (const fault of [{ n: 0 }, { at: 'now' }, { kind: 'note' }, { crc: '00AB12EF' }, { crc: 'ab' }, { extra: 1 }]) {
    assert.notDeepEqual(findFaults('record', { ...records[0], ...fault }), [], JSON.stringify(fault));
  }
});
