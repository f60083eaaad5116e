import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import {
  type AnyEvent,
  type Delivery,
  defineSink,
  delivered,
  hasEventData,
  isEvent,
  isHostEvent,
  isKnownEvent,
  isTerminalStatus,
  type JournalRecord,
  type RunnerEvent,
  type RunnerStatus,
} from '#contract/index.js';

// What these functions show is that they compile: each line leans on a narrowed type.

function describeKnown(event: RunnerEvent): string {
  if (event.event === 'runner_on_failed') {
    const host: string | undefined = event.event_data.host;
    return `${host}: ${event.event_data.res?.msg} ${event.event_data.res_truncated?.size}`;
  }
  if (event.event === 'verbose') return `${event.pid ?? 'no process'} ${event.event_data?.remote_addr}`;
  if (event.event === 'playbook_on_stats' && hasEventData(event)) {
    const failures: Record<string, number> = event.event_data.failures;
    return `${failures['web1'] ?? 0}`;
  }
  // @ts-expect-error: no event data that is certain to be there
  const uuid: string = event.event_data.uuid;
  return uuid;
}

function describeAny(event: AnyEvent): string {
  if (isEvent(event, 'runner_item_on_ok')) return event.event_data.res?.stdout ?? '';
  if (isHostEvent(event)) return event.event_data.host ?? 'omitted';
  if (!isKnownEvent(event)) return event.event;
  switch (event.event) {
    case 'playbook_on_vars_prompt':
      return event.event_data.varname ?? '';
    case 'warning':
      return String(event.event_data.warning);
    default:
      // @ts-expect-error: the two above are gone
      return event.event === 'warning' ? '' : event.stdout;
  }
}

function describeDelivery(delivery: Delivery): string {
  if (delivery.kind === 'event') return delivery.data.event;
  return isTerminalStatus(delivery.data.status) ? 'end' : delivery.data.status;
}

function describeOmitted(event: RunnerEvent): string {
  if (event.event !== 'runner_on_ok' || event.event_data.host === undefined) return '';
  const { duration, res }: { duration: number | null; res: object } = event.event_data;
  return `${duration} ${res}`;
}

function describeRecord(record: JournalRecord): string {
  return record.kind === 'status' ? describeStatus(record.data) : describeAny(record.data);
}

function describeStatus(status: RunnerStatus): string {
  if (status.status === 'starting') return status.command.join(' ');
  if (status.status === 'running') return status.waiting_for_input?.prompt ?? '';
  if (status.status === 'error') return status.job_explanation;
  // @ts-expect-error: only an error explains itself
  return status.job_explanation;
}

test('the types of events and statuses narrow by name', () => {
  for (const describe of [describeKnown, describeOmitted, describeRecord]) assert.equal(typeof describe, 'function');
});

test("a sink's settings are typed from its schema", () => {
  const sink = defineSink({
    name: 'example',
    settings: {
      url: { type: 'string', description: 'Where to.', required: true },
      size: { type: 'integer', description: 'Records a batch.', default: 10 },
      mode: { type: 'string', description: 'How.', enum: ['fast', 'safe'] },
    },
    deliver(batch, { settings }) {
      const url: string = settings.url;
      const size: number = settings.size;
      const mode: 'fast' | 'safe' | undefined = settings.mode;
      assert.ok(url && size && !mode && batch.length === 0);
      return delivered();
    },
  });
  assert.equal(sink.contractVersion, 1);
});

test("a delivery's data is told by its kind", () => {
  const about = { id: 'a:1', n: 1, at: '2026-01-01T00:00:00.000Z', json: '{}' };
  const status: Delivery = { ...about, kind: 'status', data: { status: 'running', runner_ident: 'a' } };
  assert.equal(describeDelivery(status), 'running');
});
