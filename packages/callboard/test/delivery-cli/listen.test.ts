import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { callIn, checkout, spawnIn, startListener } from './helpers.js';

const event = (counter: number, more = {}) => ({
  event: 'runner_on_ok',
  counter,
  runner_ident: 'r',
  event_data: { host: 'web1' },
  ...more,
});

async function post(url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

test('every form that the HTTP plugin sends is understood, with its ids', async (t) => {
  const listener = await startListener(t);
  const send = async (body: string | Buffer, headers?: Record<string, string>): Promise<void> =>
    assert.equal((await post(listener.url, body, headers)).status, 204);
  const cloud = (counter: number) => ({
    specversion: '1.0',
    id: `r:${counter}`,
    source: '/',
    type: 't',
    data: event(counter),
  });
  await send(JSON.stringify(event(1)), { 'idempotency-key': 'r:1' });
  await send(JSON.stringify([event(2), event(3)]), { 'idempotency-key': 'r:2-3' });
  await send(`${JSON.stringify(event(4))}\n${JSON.stringify(event(5))}\n`, {
    'content-type': 'application/x-ndjson',
    'webhook-id': 'r:4-5',
  });
  await send(JSON.stringify(cloud(6)), { 'content-type': 'application/cloudevents+json; charset=utf-8' });
  await send(JSON.stringify([cloud(7), cloud(8)]), { 'content-type': 'application/cloudevents-batch+json' });
  await send(JSON.stringify(event(9)), { 'ce-specversion': '1.0', 'ce-id': 'r:9', 'ce-source': '/', 'ce-type': 't' });
  await send(gzipSync(JSON.stringify(event(10))), { 'content-encoding': 'gzip', 'idempotency-key': 'r:10' });
  await send(JSON.stringify([event(11), event(13)]), { 'idempotency-key': 'r:11-13-abcdef0123456789' });
  const saved = listener.saved();
  assert.deepEqual(
    saved.map(({ id }) => id),
    [...Array.from({ length: 10 }, (_, at) => `r:${at + 1}`), null, null],
  );
  assert.deepEqual(
    saved.map(({ data }) => data),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13].map((counter) => event(counter)),
  );
  const { code, stdout, stderr } = await listener.end();
  assert.equal(code, 0);
  assert.match(stdout, /^event {7}1 {2}runner_on_ok +web1 +r:1$/m);
  assert.match(stdout, /13 .*\(gap: 12 is missing\)/);
  assert.match(stderr, /12 records, 1 gap$/m);
});

test('repeats are marked, what is no record is refused with the reason', async (t) => {
  const listener = await startListener(t);
  for (const counter of [1, 2, 2]) await post(listener.url, JSON.stringify(event(counter)));
  for (const _ of [1, 2]) await post(listener.url, JSON.stringify({ status: 'running', runner_ident: 'r' }));
  assert.equal((await post(listener.url, '{"half')).status, 400);
  assert.equal((await post(listener.url, 'xx', { 'content-encoding': 'gzip' })).status, 400);
  assert.equal((await post(listener.url, '{}', { 'content-encoding': 'br' })).status, 400);
  assert.equal((await fetch(listener.url)).status, 405);
  const { stdout, stderr } = await listener.end();
  assert.equal(stdout.match(/\(repeat\)/g)?.length, 2);
  assert.match(stdout, /^400 {2}not JSON/m);
  assert.match(stderr, /5 records, 2 repeats, 3 requests refused/);
});

test('only what is signed by one of the keys is taken: HMAC and ed25519, body and time included', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64');
  const secret = Buffer.from('0123456789abcdef0123456789abcdef');
  const listener = await startListener(t, '--secret', `whsec_${secret.toString('base64')}`, '--secret', `whpk_${raw}`);
  const body = JSON.stringify(event(1));
  const now = Math.floor(Date.now() / 1000);
  const hmac = (text: string): string => `v1,${createHmac('sha256', secret).update(text).digest('base64')}`;
  const send = async (signature: string, timestamp = now, sent = body): Promise<number> =>
    (
      await post(listener.url, sent, {
        'webhook-id': 'r:1',
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature,
      })
    ).status;
  assert.equal(await send(hmac(`r:1.${now}.${body}`)), 204);
  assert.equal(
    await send(`v1,AAAA v1a,${sign(null, Buffer.from(`r:1.${now}.${body}`), privateKey).toString('base64')}`),
    204,
  );
  assert.equal(await send(hmac(`r:1.${now}.${body}`), now, `${body} `), 401);
  assert.equal(await send(hmac(`r:1.${now - 900}.${body}`), now - 900), 401);
  assert.equal(await send('v1,AAAA'), 401);
  assert.equal((await post(listener.url, body)).status, 401);
  assert.equal(listener.saved().length, 2);
});

test('it misbehaves as it is told', async (t) => {
  const cycled = await startListener(t, '--status', '503,429,204', '--retry-after', '7');
  const answers = [];
  for (const counter of [1, 1, 1, 2]) answers.push(await post(cycled.url, JSON.stringify(event(counter))));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [503, 429, 204, 503],
  );
  assert.deepEqual(
    answers.map(({ headers }) => headers.get('retry-after')),
    ['7', '7', null, '7'],
  );
  assert.deepEqual(
    cycled.saved().map(({ data }) => data['counter']),
    [1],
  );

  const rough = await startListener(t, '--fail-every', '2', '--drop-every', '3', '--reject-counter', '9');
  const tell = async (counter: number): Promise<number | string> =>
    await post(rough.url, JSON.stringify([event(counter)])).then(
      ({ status }) => status,
      () => 'dropped',
    );
  assert.deepEqual(
    [await tell(1), await tell(2), await tell(3), await tell(4), await tell(9)],
    [204, 503, 'dropped', 503, 422],
  );

  const hung = await startListener(t, '--hang-every', '1');
  await assert.rejects(fetch(hung.url, { method: 'POST', body: '{}', signal: AbortSignal.timeout(200) }), {
    name: 'TimeoutError',
  });
  assert.equal((await hung.end()).code, 0, 'it ends all the same');
});

test('--max ends it, --json shows lines, a unix socket goes when it ends', async () => {
  const path = join(makeTemporaryDir(), 's.sock');
  const { child, ended } = spawnIn(checkout, ['listen', '--unix', path, '--max', '2', '--json']);
  await new Promise((resolve) => child.stderr?.once('data', resolve));
  const status = await new Promise((resolve) => {
    const sent = request({ socketPath: path, method: 'POST', path: '/x' }, ({ statusCode }) => resolve(statusCode));
    sent.end(JSON.stringify([event(1), event(2)]));
  });
  assert.equal(status, 204);
  const { code, stdout } = await ended;
  assert.equal(code, 0);
  assert.deepEqual(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).data),
    [event(1), event(2)],
  );
  assert.ok(!existsSync(path));
});

test('wrong words are told what to do', async () => {
  const wrong: readonly [string[], number, RegExp][] = [
    [['--http', 'here'], 2, /--http takes \[HOST:\]PORT/],
    [['--http', '0', '--unix', '/x'], 2, /exclude each other/],
    [['--status', '99'], 2, /--status takes codes/],
    [['--secret', 'hunter2'], 2, /--secret takes whsec_/],
    [['--zeromq', 'tcp://127.0.0.1:*', '--zeromq-pattern', 'push'], 2, /pull, sub or router/],
    [['--unix', '/no/such/place'], 1, /Cannot listen there/],
  ];
  for (const [words, code, message] of wrong) {
    const ended = await callIn(checkout, ['listen', ...words]);
    assert.equal(ended.code, code, words.join(' '));
    assert.match(ended.stderr, message);
  }
});
