import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type AnyEvent, eventNames, hasEventData, isHostEvent, isKnownEvent } from '#contract/index.js';
import { findFaults } from './schemas.js';

const corpus = new URL('../test/corpus/', import.meta.url);
const files = readdirSync(corpus).filter((name) => name.endsWith('.ndjson'));

function readEvents(file: string): AnyEvent[] {
  const lines = readFileSync(new URL(file, corpus), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

for (const file of files) {
  test(`events that real runs produced fit the schema: ${file}`, () => {
    for (const event of readEvents(file)) {
      const where = `${event.runner_ident} ${event.counter} ${event.event}`;
      assert.deepEqual(findFaults('event', event), [], where);
      assert.ok(isKnownEvent(event), where);
      if (isHostEvent(event) && hasEventData(event)) assert.equal(typeof event.event_data.host, 'string', where);
    }
  });
}

test('the corpus has every event that an Ansible of today sends', () => {
  const seen = new Set(files.flatMap(readEvents).map(({ event }) => event));
  // `system_warning` comes as a `warning`; the last four names and `async_poll` are Ansible 1's.
  assert.deepEqual(
    eventNames.filter((name) => !seen.has(name)),
    [
      'runner_on_async_poll',
      'system_warning',
      'runner_on_no_hosts',
      'playbook_on_setup',
      'playbook_on_import_for_host',
      'playbook_on_not_import_for_host',
    ],
  );
});
