import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Delivery, isTerminalStatus } from '#contract/index.js';

/** That it compiles is half of the test. */
function describe(delivery: Delivery): string {
  if (delivery.kind === 'event') return delivery.data.event;
  return isTerminalStatus(delivery.data.status) ? 'end' : delivery.data.status;
}

test("a delivery's data is told by its kind", () => {
  const about = { id: 'a:1', n: 1, at: '2026-01-01T00:00:00.000Z', json: '{}' };
  const status: Delivery = { ...about, kind: 'status', data: { status: 'running', runner_ident: 'a' } };
  assert.equal(describe(status), 'running');
});
