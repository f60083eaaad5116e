import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { readSigningKeys } from '#http/sign-request.js';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { startReceiver } from './helpers/start-receiver.js';

const oldKey = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const newKey = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

describe('signatures', () => {
  it('are what the specification computes', (test) => {
    // The example of the Standard Webhooks libraries.
    test.mock.timers.enable({ apis: ['Date'], now: 1614265330_000 });
    const sign = readSigningKeys('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')!;
    assert.deepEqual(sign('msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}'), [
      'webhook-id',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp',
      '1614265330',
      'webhook-signature',
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    ]);
  });

  it('are accepted by the reference verifier, with either key while one replaces the other', async () => {
    const receiver = await startReceiver();
    await sendOnce({ runner_http_url: receiver.url, runner_http_signing_keys: [newKey, oldKey] });
    const { headers, body } = receiver.received[0]!;
    for (const key of [oldKey, newKey]) {
      const seen = new Webhook(key).verify(body, headers as Record<string, string>);
      assert.deepEqual(seen, JSON.parse(body.toString()));
    }
    const other = new Webhook(`whsec_${Buffer.alloc(24, 3).toString('base64')}`);
    assert.throws(() => other.verify(body, headers as Record<string, string>), /No matching signature/);
    assert.throws(
      () => new Webhook(oldKey).verify(`${body} `, headers as Record<string, string>),
      /No matching signature/,
    );
    await receiver.close();
  });

  it('stay the same request on every attempt: only time and signature are new', async () => {
    const receiver = await startReceiver();
    const sink = await openPlugin({
      runner_http_url: receiver.url,
      runner_http_signing_keys: `${newKey} ${oldKey}`,
      runner_http_format: 'ndjson',
    });
    const batch = [makeRecord(1), makeRecord(2)];
    await sink.send(batch);
    await sink.send(batch, { attempt: 2 });
    await sink.close();
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    assert.deepEqual(ids, ['demo:1-2', 'demo:1-2']);
    for (const { headers, body } of receiver.received) {
      new Webhook(newKey).verify(body, headers as Record<string, string>, { jsonParse: false });
    }
    await receiver.close();
  });

  it('cover what the receiver reads, not how it was compressed', async () => {
    const receiver = await startReceiver();
    const record = makeRecord(1, { event: 'verbose', stdout: 'x'.repeat(2000) });
    await sendOnce({ runner_http_url: receiver.url, runner_http_signing_keys: newKey, runner_http_gzip_from: 0 }, [
      record,
    ]);
    new Webhook(newKey).verify(record.json, receiver.received[0]!.headers as Record<string, string>);
    await receiver.close();
  });

  it('are made with ed25519 too', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
    const rawPublic = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    for (const bytes of [seed, Buffer.concat([seed, rawPublic])]) {
      const receiver = await startReceiver();
      await sendOnce({
        runner_http_url: receiver.url,
        runner_http_signing_keys: [`whsk_${bytes.toString('base64')}`, newKey],
      });
      const { headers, body } = receiver.received[0]!;
      const [asymmetric] = String(headers['webhook-signature']).split(' ');
      const [version, signature] = asymmetric!.split(',');
      assert.equal(version, 'v1a');
      const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const key = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }));
      assert.ok(verify(null, Buffer.from(text), key, Buffer.from(signature!, 'base64')));
      new Webhook(newKey).verify(body, headers as Record<string, string>);
      await receiver.close();
    }
  });

  it('have ids without dots, which part what is signed', () => {
    const headers = readSigningKeys(newKey)!('release-1.2:7', 'body');
    assert.deepEqual(headers.slice(0, 2), ['webhook-id', 'release-1%2E2:7']);
  });

  for (const [what, key] of [
    ['no prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['too short', 'whsec_c2hvcnQ='],
    ['no base64', 'whsec_?'],
    ['a public key', 'whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['a private key of another length', 'whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ] as const) {
    it(`refuse a key: ${what}`, () => {
      assert.throws(
        () => readSigningKeys(key),
        (error: Error) => {
          assert.match(error.message, /^runner_http_signing_keys: a /);
          assert.ok(!error.message.includes(key.slice(-10)));
          return true;
        },
      );
    });
  }
});
