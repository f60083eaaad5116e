import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeliveryResult } from '@callboard/contract';
import { readRetryAfter } from '#http/read-retry-after.js';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { answerWith, startReceiver } from './helpers/start-receiver.js';

async function answered(
  status: number,
  headers: Record<string, string> = {},
  body = '',
  settings = {},
  attempt = 1,
): Promise<DeliveryResult> {
  const receiver = await startReceiver({ answer: answerWith(status, headers, body) });
  const sink = await openPlugin({ runner_http_url: receiver.url, runner_http_format: 'ndjson', ...settings });
  const result = await sink.send([makeRecord(1), makeRecord(2)], { attempt });
  await sink.close();
  await receiver.close();
  return JSON.parse(JSON.stringify(result).replaceAll(`:${receiver.port}`, '')) as DeliveryResult;
}

describe('answers', () => {
  for (const status of [200, 201, 202, 204, 226]) {
    it(`${status}: delivered`, async () => assert.deepEqual(await answered(status), { outcome: 'delivered' }));
  }

  for (const status of [400, 413, 422]) {
    it(`${status}: the records are at fault, all of them until the runner has found which`, async () => {
      const result = await answered(status, {}, 'no "host"');
      assert.ok(result.outcome === 'rejected');
      assert.deepEqual(result.ids, ['demo:1', 'demo:2']);
      assert.match(result.reason, new RegExp(`^http://localhost answered ${status} `));
      assert.equal(result.answer, 'no "host"');
    });
  }

  for (const [status, advice] of [
    [401, /check the credentials/],
    [403, /may not send there/],
    [404, /check runner_http_url$/],
    [405, /takes no POST/],
    [415, /check runner_http_format/],
    [418, /check runner_http_url and/],
  ] as const) {
    it(`${status}: a matter of settings, so the records stay owed`, async () => {
      const result = await answered(status);
      assert.ok(result.outcome === 'retry');
      assert.match(result.reason, advice);
    });
  }

  for (const status of [408, 423, 425, 429, 500, 501, 502, 503, 504]) {
    it(`${status}: tried again, when the receiver says`, async () => {
      const result = await answered(status, { 'retry-after': '7' }, 'busy');
      assert.ok(result.outcome === 'retry');
      assert.deepEqual([result.afterMs, result.answer], [7000, 'busy']);
      assert.match(result.reason, new RegExp(`answered ${status} [\\w ]+$`));
    });
  }

  for (const [status, location, place] of [
    [301, 'https://new.example/hook?token=abcdefgh', ' (it leads to https://new.example/hook)'],
    [302, '/login\u001b[31m', ' (it leads to /login%1B[31m)'],
    [307, 'http://[', ''],
    [308, undefined, ''],
  ] as const) {
    it(`${status}: no redirect is followed`, async () => {
      const result = await answered(
        status,
        location === undefined ? {} : { location: location.replace('\u001b', '%1B') },
      );
      assert.ok(result.outcome === 'retry');
      const phrase = `redirects are not followed${place}; set runner_http_url to the right address`;
      assert.ok(result.reason.endsWith(phrase), result.reason);
    });
  }

  it('a redirect that leads to itself is asked once', async () => {
    const receiver = await startReceiver({ answer: answerWith(302, { location: '/hook' }) });
    assert.equal((await sendOnce({ runner_http_url: receiver.url })).outcome, 'retry');
    assert.equal(receiver.received.length, 1);
    await receiver.close();
  });

  it('410: wants nothing more', async () => {
    const result = await answered(410);
    assert.equal(result.outcome, 'stopped');
  });

  it('409: tried again, and rejected where it stays', async () => {
    assert.equal((await answered(409, {}, '', {}, 4)).outcome, 'retry');
    assert.equal((await answered(409, {}, '', {}, 5)).outcome, 'rejected');
  });

  for (const body of [
    '<center>No required SSL certificate was sent</center>',
    '<center>The SSL certificate error</center>',
    '<center>The plain HTTP request was sent to HTTPS port</center>',
    'Client sent an HTTP request to an HTTPS server.',
    "You're speaking plain HTTP to an SSL-enabled server port.",
  ]) {
    it(`400 that is no record's fault: ${body}`, async () => {
      const result = await answered(400, {}, body);
      assert.match(result.outcome === 'retry' ? result.reason : '', /check the scheme of runner_http_url/);
    });
  }

  it('the user decides which codes reject', async () => {
    const settings = { runner_http_reject_statuses: '403, 500' };
    assert.equal((await answered(403, {}, '', settings)).outcome, 'rejected');
    assert.equal((await answered(500, {}, '', settings)).outcome, 'rejected');
    assert.equal((await answered(400, {}, '', settings)).outcome, 'retry');
  });

  it('what is shown of them does nothing to a terminal', async () => {
    const result = await answered(400, {}, 'bad\u001b]0;title\u0007 \u202e');
    assert.equal(result.outcome === 'rejected' && result.answer, 'bad\u{fffd}]0;title\u{fffd} \u{fffd}');
  });
});

describe('Retry-After', () => {
  const now = 'Thu, 01 Jan 2026 00:00:00 GMT';
  const soon = 'Thu, 01 Jan 2026 00:00:30 GMT';
  const read = (retryAfter: string | undefined, date?: string) =>
    readRetryAfter({ headers: { 'retry-after': retryAfter, date } }, 300_000);

  it('seconds', () => assert.equal(read('12'), 12_000));
  it('a date, by the clock of whoever says it', () => assert.equal(read(soon, now), 30_000));
  it('a date, by ours where there is no other', (test) => {
    test.mock.timers.enable({ apis: ['Date'], now: Date.parse(now) + 10_000 });
    assert.equal(read(soon), 20_000);
    assert.equal(read(soon, 'yesterday'), 20_000);
  });
  it('no more than the limit', () => {
    assert.equal(read('99999999999999'), 300_000);
    assert.equal(read('Fri, 01 Jan 2027 00:00:00 GMT', now), 300_000);
  });
  it('nothing for what is over, zero or nonsense', () => {
    for (const value of [now, '0', '-5', 'soon', '1.5', '', undefined])
      assert.equal(read(value, soon), undefined, value);
  });
});
