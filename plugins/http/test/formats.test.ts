import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type CloudEvent, HTTP } from 'cloudevents';
import plugin from '#http/plugin.js';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { type Received, startReceiver } from './helpers/start-receiver.js';

const records = [
  makeRecord(1, { status: 'running', runner_ident: 'demo' }),
  makeRecord(2, { event: 'runner_on_ok', counter: 1, event_data: { host: 'wêb 1', res: { big: 0.1 } } }),
  makeRecord(4, { event: 'playbook_on_stats', counter: 3, stdout: 'quote " and % \n' }),
];

async function collect(format: string, more: Record<string, unknown> = {}): Promise<Received[]> {
  const receiver = await startReceiver();
  await sendOnce({ runner_http_url: receiver.url, runner_http_format: format, ...more }, records);
  await receiver.close();
  return receiver.received;
}

const parseEvents = ({ headers, body }: Received): CloudEvent<unknown>[] => {
  const events = HTTP.toEvent({ headers, body: body.toString() });
  return (Array.isArray(events) ? events : [events]) as CloudEvent<unknown>[];
};

describe('formats', () => {
  it('json-array: one array, elements as they are', async () => {
    const [request, ...others] = await collect('json-array');
    assert.equal(others.length, 0);
    assert.equal(request!.headers['content-type'], 'application/json');
    assert.equal(request!.body.toString(), `[${records.map(({ json }) => json).join(',')}]`);
  });

  it('ndjson: a line each', async () => {
    const [request] = await collect('ndjson');
    assert.equal(request!.headers['content-type'], 'application/x-ndjson');
    assert.equal(request!.body.toString(), records.map(({ json }) => `${json}\n`).join(''));
  });

  for (const [format, requests, contentType] of [
    ['cloudevents', 3, 'application/cloudevents+json'],
    ['cloudevents-binary', 3, 'application/json'],
    ['cloudevents-batch', 1, 'application/cloudevents-batch+json'],
  ] as const) {
    it(`${format}: what the reference library reads`, async () => {
      const received = await collect(format, { runner_http_source: '//control.example/callboard' });
      assert.equal(received.length, requests);
      assert.equal(received[0]!.headers['content-type'], contentType);
      const events = received.flatMap(parseEvents);
      for (const event of events) assert.ok(event.validate());
      assert.deepEqual(
        events.map(({ data }) => data),
        records.map(({ data }) => data),
      );
      const pick = ({ id, source, type, subject, time }: CloudEvent<unknown>) => ({ id, source, type, subject, time });
      const source = '//control.example/callboard';
      const time = '2026-01-01T00:00:00.000Z';
      assert.deepEqual(
        events.map(pick),
        [
          { id: 'demo:1', source, type: 'com.callboard.status.running', subject: 'demo', time },
          { id: 'demo:2', source, type: 'com.callboard.event.runner_on_ok', subject: 'demo/wêb 1', time },
          { id: 'demo:4', source, type: 'com.callboard.event.playbook_on_stats', subject: 'demo', time },
        ].map((expected, at) =>
          format === 'cloudevents-binary' && at === 1 ? { ...expected, subject: events[1]!.subject } : expected,
        ),
      );
      assert.deepEqual(
        events.map(({ sequence }) => sequence),
        ['000000000001', '000000000002', '000000000004'],
      );
      assert.deepEqual(
        events.map(({ partitionkey }) => partitionkey),
        ['demo', 'demo', 'demo'],
      );
    });
  }

  it('percent-encodes what a header cannot hold, as the HTTP binding of CloudEvents says', async () => {
    const received = await collect('cloudevents-binary');
    assert.equal(received[1]!.headers['ce-subject'], 'demo/w%C3%AAb%201');
  });

  it('name a batch by its first and last record, and by its choice where some are left out', async () => {
    const receiver = await startReceiver();
    const sink = await openPlugin({ runner_http_url: receiver.url, runner_http_format: 'ndjson' });
    const one = makeRecord(1);
    const keys = async (...numbers: number[]): Promise<string> => {
      await sink.send(numbers.map((n) => (n === 1 ? one : makeRecord(n))));
      return String(receiver.received.at(-1)!.headers['idempotency-key']);
    };
    assert.equal(await keys(1), 'demo:1');
    assert.equal(await keys(1, 2, 3), 'demo:1-3');
    const sparse = await keys(1, 3, 5);
    assert.match(sparse, /^demo:1-5-[\da-f]{16}$/);
    assert.equal(await keys(1, 3, 5), sparse);
    assert.notEqual(await keys(1, 2, 5), sparse);
    await sink.close();
    await receiver.close();
  });

  it('take as many records as fit', () => {
    const limits = (format: string): unknown =>
      typeof plugin.batch === 'function' ? plugin.batch({ runner_http_format: format } as never) : undefined;
    for (const format of ['json', 'cloudevents', 'cloudevents-binary'])
      assert.deepEqual(limits(format), { records: 1 });
    for (const format of ['json-array', 'ndjson', 'cloudevents-batch']) {
      assert.deepEqual(limits(format), { records: 100, bytes: 768 * 1024 });
    }
  });
});

describe('gzip', () => {
  it('compresses bodies from the given size on', async () => {
    const receiver = await startReceiver();
    const sink = await openPlugin({ runner_http_url: receiver.url, runner_http_gzip_from: 1000 });
    const small = makeRecord(1);
    const large = makeRecord(2, { event: 'verbose', stdout: 'x'.repeat(5000) });
    await sink.send([small]);
    await sink.send([large]);
    await sink.close();
    const [first, second] = receiver.received as [Received, Received];
    assert.equal(first.headers['content-encoding'], undefined);
    assert.equal(first.body.toString(), small.json);
    assert.equal(second.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(second.body).toString(), large.json);
    assert.ok(second.body.length < 200);
    await receiver.close();
  });
});
