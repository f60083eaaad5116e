import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { displayEventNames, eventNames, hostEventNames } from '#contract/index.js';
import { keyKinds } from './key-kinds.js';
import { completeData, completeEnvelope } from './samples.js';
import { findFaults, readSchema } from './schemas.js';

type Plain = Record<string, unknown>;

function makeEvent(event: string, eventData: unknown): Plain {
  return { ...completeEnvelope, event, pid: 7, event_data: eventData };
}

function without(value: object, key: string): Plain {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

test('types, lists and schema know the same names', () => {
  const listed = [...eventNames].sort();
  assert.deepEqual(listed, Object.keys(completeData).sort());
  const defs = Object.keys(readSchema('event').$defs ?? {});
  assert.deepEqual(listed, defs.filter((name) => listed.includes(name as never)).sort());
  const rules = readSchema('event').allOf?.at(-1)?.then?.allOf ?? [];
  const dispatched = rules.map(({ if: when, then }) => {
    const rule = when?.properties?.['event'];
    const name = typeof rule === 'object' ? (rule.const ?? '') : '';
    assert.deepEqual(then?.properties?.['event_data'], { $ref: `#/$defs/${name}` });
    return name;
  });
  assert.deepEqual(dispatched.sort(), listed);
});

test('host events are those whose data has a host', () => {
  const withHost = eventNames.filter((name) => Object.keys(keyKinds[name]).includes('host'));
  assert.deepEqual([...hostEventNames].sort(), withHost.sort());
});

for (const name of eventNames) {
  const data: Plain = { ...completeData[name] };

  test(`${name}: complete data fits, and so does none`, () => {
    assert.deepEqual(findFaults('event', makeEvent(name, data)), []);
    assert.deepEqual(findFaults('event', makeEvent(name, {})), []);
  });

  test(`${name}: a key may be missing exactly where its type says so`, () => {
    assert.deepEqual(Object.keys(data).sort(), Object.keys(keyKinds[name]).sort());
    for (const [key, kind] of Object.entries(keyKinds[name])) {
      // What was cut off can't be told without the result that it was cut from.
      const rest = key === 'res' ? without(without(data, 'res'), 'res_truncated') : without(data, key);
      assert.equal(findFaults('event', makeEvent(name, rest)).length === 0, kind === 'optional', key);
    }
  });

  test(`${name}: a key of another type is refused`, () => {
    for (const key of Object.keys(data)) {
      if (key === 'default' || key === 'diff') continue;
      assert.notDeepEqual(findFaults('event', makeEvent(name, { ...data, [key]: [1] })), [], key);
    }
  });

  test(`${name}: a key that nobody puts there is refused`, () => {
    assert.notDeepEqual(findFaults('event', makeEvent(name, { ...data, hots: 'web1' })), []);
  });
}

test('a display method of a later Ansible may leave its flag in the data of shown text', () => {
  for (const name of displayEventNames) {
    assert.deepEqual(findFaults('event', makeEvent(name, { ...completeData[name], notice_board: true })), []);
  }
});

test('what every event says is required, and typed', () => {
  const optional = new Set(['stream', 'parent_uuid', 'verbosity', 'job_id', 'ad_hoc_command_id', 'project_update_id']);
  const event = makeEvent('runner_on_ok', completeData.runner_on_ok);
  for (const key of Object.keys(event)) {
    assert.equal(findFaults('event', without(event, key)).length === 0, optional.has(key), key);
    assert.notDeepEqual(findFaults('event', { ...event, [key]: [1] }), [], key);
  }
  assert.notDeepEqual(findFaults('event', { ...event, counter: 0 }), []);
  assert.notDeepEqual(findFaults('event', { ...event, counter: 1.5 }), []);
  assert.notDeepEqual(findFaults('event', { ...event, created: 'yesterday' }), []);
});

test('text that no callback announced needs neither process id nor data', () => {
  assert.deepEqual(findFaults('event', { ...completeEnvelope, event: 'verbose' }), []);
  assert.notDeepEqual(findFaults('event', { ...completeEnvelope, event: 'debug' }), []);
});

test("the runner's own notice needs no process id", () => {
  const data = { warning: true, notice: 'unanswered_prompt', prompt: 'Which release?', message: 'Ansible waits.' };
  assert.deepEqual(findFaults('event', { ...completeEnvelope, event: 'warning', event_data: data }), []);
});

test('an event with an unknown name passes, but not without a counter', () => {
  const event = makeEvent('runner_on_holiday', { anything: [1, { goes: null }] });
  assert.deepEqual(findFaults('event', event), []);
  assert.notDeepEqual(findFaults('event', without(event, 'counter')), []);
});

test('a result that was cut must be empty', () => {
  const data = { ...completeData.runner_on_ok, res: { changed: true } };
  assert.notDeepEqual(findFaults('event', makeEvent('runner_on_ok', data)), []);
  assert.deepEqual(findFaults('event', makeEvent('runner_on_ok', without(data, 'res_truncated'))), []);
});
