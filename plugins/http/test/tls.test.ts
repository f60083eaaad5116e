import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import type { TlsOptions } from 'node:tls';
import { FileWatch } from '#http/watch-files.js';
import { Authority, type Pair } from './helpers/make-certificates.js';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { type Receiver, startRaw, startReceiver } from './helpers/start-receiver.js';
import { makeTemporaryDir } from './helpers/temporary-dir.js';

const directory = makeTemporaryDir();
const authority = new Authority(join(directory, 'ours'));
const stranger = new Authority(join(directory, 'theirs'));
const read = ({ cert, key }: Pair): TlsOptions => ({ cert: readFileSync(cert), key: readFileSync(key) });
const good = authority.sign();
const client = authority.sign({ names: 'DNS:client' });

async function reasonFor(tls: TlsOptions, settings: Record<string, unknown> = {}): Promise<string> {
  const receiver = await startReceiver({ tls });
  const result = await sendOnce({ runner_http_url: receiver.url, runner_http_tls_ca: authority.cert, ...settings });
  await receiver.close();
  assert.equal(receiver.received.length, 0, 'nothing arrived');
  assert.ok(result.outcome === 'retry');
  return result.reason.replace(`:${receiver.port}`, '');
}

describe('TLS', () => {
  const mutual = { ...read(good), ca: readFileSync(authority.cert), requestCert: true, rejectUnauthorized: true };

  it('delivers to a host whose certificate is in order, in one handshake', async () => {
    const receiver = await startReceiver({ tls: read(good) });
    const sink = await openPlugin({ runner_http_url: receiver.url, runner_http_tls_ca: authority.cert });
    for (const n of [1, 2, 3]) assert.equal((await sink.send([makeRecord(n)])).outcome, 'delivered');
    await sink.close();
    assert.equal(receiver.connections(), 1);
    await receiver.close();
  });

  it('delivers with a client certificate, its key encrypted or beside it in the same file', async () => {
    const locked = authority.sign({ names: 'DNS:client', passphrase: 'pass-canary' });
    const together = join(directory, 'together.pem');
    writeFileSync(together, readFileSync(client.cert, 'utf8') + readFileSync(client.key, 'utf8'));
    const receiver = await startReceiver({ tls: mutual });
    const common = { runner_http_url: receiver.url, runner_http_tls_ca: authority.cert };
    for (const settings of [
      { runner_http_tls_cert: client.cert, runner_http_tls_key: client.key },
      { runner_http_tls_cert: together },
      {
        runner_http_tls_cert: locked.cert,
        runner_http_tls_key: locked.key,
        runner_http_tls_key_passphrase: 'pass-canary',
      },
    ]) {
      assert.deepEqual(await sendOnce({ ...common, ...settings }), { outcome: 'delivered' });
    }
    await receiver.close();
  });

  for (const [what, tls, settings, reason] of [
    ['expired', read(authority.sign({ days: -1 })), {}, /^https:\/\/localhost: its certificate has expired/],
    ['of another host', read(authority.sign({ names: 'DNS:other.example' })), {}, /another host's; check the name/],
    ['of an unknown authority', read(stranger.sign()), {}, /not known here; .* runner_http_tls_ca$/],
    ['of an authority that Node does not know', read(good), { runner_http_tls_ca: undefined }, /runner_http_tls_ca$/],
  ] as const) {
    it(`refuses a certificate ${what}`, async () => assert.match(await reasonFor(tls, settings), reason));
  }

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`says that a client certificate is missing (${maxVersion})`, async () => {
      assert.match(
        await reasonFor({ ...mutual, maxVersion }),
        /asks for a client certificate; set runner_http_tls_cert/,
      );
    });

    it(`says that the client certificate is refused (${maxVersion})`, async () => {
      const { cert, key } = stranger.sign();
      const settings = { runner_http_tls_cert: cert, runner_http_tls_key: key };
      // Node only ends the connection.
      assert.match(
        await reasonFor({ ...mutual, maxVersion }, settings),
        /where it wants \(another\) client certificate/,
      );
    });
  }

  it('says that the client certificate is refused, where the receiver does', async () => {
    const files = ['-cert', good.cert, '-key', good.key, '-CAfile', authority.cert];
    const args = ['s_server', '-accept', 'localhost:0', ...files, '-Verify', '1', '-verify_return_error'];
    const server = spawn('openssl', args, { stdio: ['pipe', 'pipe', 'ignore'] });
    after(() => void server.kill());
    let port: string | undefined;
    for await (const line of createInterface({ input: server.stdout })) {
      port = /^ACCEPT .*:(\d+)$/.exec(line)?.[1];
      if (port !== undefined) break;
    }
    const { cert, key } = stranger.sign();
    const settings = { runner_http_tls_ca: authority.cert, runner_http_tls_cert: cert, runner_http_tls_key: key };
    const result = await sendOnce({ runner_http_url: `https://localhost:${port}/`, ...settings });
    server.kill();
    assert.match(result.outcome === 'retry' ? result.reason : '', /refused our client certificate/);
  });

  it('says that versions differ', async () => {
    const settings = { runner_http_tls_min_version: 'TLSv1.3' };
    assert.match(await reasonFor({ ...read(good), maxVersion: 'TLSv1.2' }, settings), /no TLS version in common/);
  });

  it('says that plain HTTP is spoken there', async () => {
    const plain = await startReceiver();
    const result = await sendOnce({ runner_http_url: plain.url.replace('http:', 'https:') });
    assert.match(result.outcome === 'retry' ? result.reason : '', /does not speak TLS there/);
    await plain.close();
  });

  it('says that TLS is spoken where HTTP was expected', async () => {
    const receiver = await startReceiver({ tls: read(good) });
    const result = await sendOnce({ runner_http_url: receiver.url.replace('https:', 'http:') });
    assert.match(result.outcome === 'retry' ? result.reason : '', /closed the connection|not HTTP/);
    await receiver.close();
  });

  it('takes another name where it is told to', async () => {
    const receiver = await startReceiver({ tls: read(authority.sign({ names: 'DNS:hooks.example' })) });
    const settings = { runner_http_tls_ca: authority.cert, runner_http_tls_servername: 'hooks.example' };
    assert.deepEqual(await sendOnce({ runner_http_url: receiver.url, ...settings }), { outcome: 'delivered' });
    await receiver.close();
  });

  it('gives a handshake that never ends up', async () => {
    const silent = await startRaw(() => undefined);
    const settings = { runner_http_url: silent.url.replace('http:', 'https:'), runner_http_connect_timeout: 0.2 };
    const result = await sendOnce(settings);
    assert.match(result.outcome === 'retry' ? result.reason : '', /no connection in time/);
    await silent.close();
  });
});

describe('TLS files that change', () => {
  let receiver: Receiver;
  const [cert, key] = [join(directory, 'live.pem'), join(directory, 'live.key')];
  const place = (pair: Pair): void => {
    copyFileSync(pair.cert, cert);
    copyFileSync(pair.key, key);
  };

  before(async () => {
    const tls = { ...read(good), ca: readFileSync(authority.cert), requestCert: true, rejectUnauthorized: true };
    receiver = await startReceiver({ tls });
  });
  after(() => receiver.close());

  it('are read again, whatever was wrong with them in between', async () => {
    place(stranger.sign());
    const settings = { runner_http_tls_ca: authority.cert, runner_http_tls_cert: cert, runner_http_tls_key: key };
    const sink = await openPlugin({ runner_http_url: receiver.url, ...settings });
    assert.equal((await sink.send([makeRecord(1)])).outcome, 'retry');
    writeFileSync(cert, 'half a file');
    assert.equal((await sink.send([makeRecord(1)])).outcome, 'retry');
    assert.match(sink.warnings.join(), /runner_http_tls_cert is no PEM file: .* used on/);
    place(client);
    assert.equal((await sink.send([makeRecord(1)])).outcome, 'delivered');
    await sink.close();
  });

  it('are looked at once a second at most', async (test) => {
    const now = test.mock.method(performance, 'now', () => 1000);
    const path = join(directory, 'watched');
    writeFileSync(path, 'one');
    const watch = new FileWatch([path]);
    assert.equal(await watch.hasChanged(), true);
    writeFileSync(path, 'another');
    assert.equal(await watch.hasChanged(), false);
    now.mock.mockImplementation(() => 2000);
    assert.equal(await watch.hasChanged(), true);
    now.mock.mockImplementation(() => 3000);
    assert.equal(await watch.hasChanged(), false);
  });
});

describe('TLS settings', () => {
  const url = { runner_http_url: 'https://localhost:1/' };
  const plain = join(directory, 'plain.txt');
  writeFileSync(plain, 'nothing');
  for (const [what, settings, message] of [
    [
      'no such file',
      { runner_http_tls_ca: '/nowhere.pem' },
      /runner_http_tls_ca cannot be read \(ENOENT\): \/nowhere\.pem/,
    ],
    ['no PEM', { runner_http_tls_ca: plain }, /runner_http_tls_ca is no PEM file/],
    ['a key alone', { runner_http_tls_key: client.key }, /without runner_http_tls_cert/],
    ['a key of another', { runner_http_tls_cert: client.cert, runner_http_tls_key: good.key }, /cannot be used: /],
    ['a certificate without a key', { runner_http_tls_cert: client.cert }, /cannot be used: /],
  ] as const) {
    it(`wrong before anything is sent: ${what}`, async () => {
      await assert.rejects(openPlugin({ ...url, ...settings }), message);
    });
  }

  it('a wrong passphrase is not shown', async () => {
    const locked = authority.sign({ passphrase: 'right-canary' });
    const pair = { runner_http_tls_cert: locked.cert, runner_http_tls_key: locked.key };
    const opening = openPlugin({ ...url, ...pair, runner_http_tls_key_passphrase: 'wrong-canary' });
    await assert.rejects(opening, (error: Error) => !error.message.includes('canary'));
  });
});
