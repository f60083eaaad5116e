import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chooseProxy } from '#http/choose-proxy.js';
import { readTarget } from '#http/read-target.js';
import { Authority } from './helpers/make-certificates.js';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { type Receiver, startReceiver } from './helpers/start-receiver.js';
import { makeTemporaryDir } from './helpers/temporary-dir.js';

/** What the proxy was asked for, and with which credentials. */
interface Asked {
  readonly request: string;
  readonly authorization: string | undefined;
}

/** A proxy of our own: tunnels by CONNECT, and plain requests with the whole URL in their first line. */
async function startProxy(refuse?: number) {
  const asked: Asked[] = [];
  const note = ({ method, url, headers }: IncomingMessage): void => {
    asked.push({ request: `${method} ${url}`, authorization: headers['proxy-authorization'] });
  };
  const server = createServer((request, response) => {
    note(request);
    request.resume();
    response.writeHead(refuse ?? 202).end();
  });
  server.on('connect', (request, socket) => {
    note(request);
    socket.on('error', () => undefined);
    if (refuse !== undefined) return void socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
    const [host, port] = request.url!.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { asked, url: `http://127.0.0.1:${port}`, port, close };
}

describe('proxies', () => {
  const authority = new Authority(makeTemporaryDir());
  const pair = authority.sign();
  const tls = { cert: readFileSync(pair.cert), key: readFileSync(pair.key) };
  let plain: Receiver;
  let secure: Receiver;

  before(async () => {
    plain = await startReceiver();
    secure = await startReceiver({ tls });
  });
  after(async () => {
    await plain.close();
    await secure.close();
  });

  it('are given plain requests as they are, with their credentials', async () => {
    const proxy = await startProxy();
    const url = proxy.url.replace('//', '//who:pa%20ss@');
    assert.deepEqual(await sendOnce({ runner_http_url: plain.url, runner_http_proxy: url }), { outcome: 'delivered' });
    const authorization = `Basic ${Buffer.from('who:pa ss').toString('base64')}`;
    assert.deepEqual(proxy.asked, [{ request: `POST ${plain.url}`, authorization }]);
    await proxy.close();
  });

  it('tunnel to https, TLS from end to end, one tunnel for many requests', async () => {
    const proxy = await startProxy();
    const settings = { runner_http_url: secure.url, runner_http_tls_ca: authority.cert, runner_http_proxy: proxy.url };
    const sink = await openPlugin(settings);
    for (const n of [1, 2]) assert.deepEqual(await sink.send([makeRecord(n)]), { outcome: 'delivered' });
    await sink.close();
    assert.deepEqual(proxy.asked, [{ request: `CONNECT localhost:${secure.port}`, authorization: undefined }]);
    assert.equal(secure.received.length, 2);
    await proxy.close();
  });

  it('do not take away the check of certificates', async () => {
    const proxy = await startProxy();
    const result = await sendOnce({ runner_http_url: secure.url, runner_http_proxy: proxy.url });
    const { reason } = { reason: '', ...result };
    assert.match(
      reason,
      /through the proxy 127\.0\.0\.1:\d+: its certificate comes from an authority that is not known/,
    );
    await proxy.close();
  });

  for (const [what, refuse] of [
    ['want credentials', 407],
    ['refuse', 403],
  ] as const) {
    it(`say that they ${what}`, async () => {
      const proxy = await startProxy(refuse);
      const credentials = proxy.url.replace('//', '//who:canary@');
      for (const url of [secure.url, plain.url]) {
        const result = await sendOnce({ runner_http_url: url, runner_http_proxy: credentials });
        assert.ok(result.outcome === 'retry');
        assert.match(result.reason, refuse === 407 || url === secure.url ? /the proxy .*credentials$/ : /answered 403/);
        assert.ok(!result.reason.includes('canary'));
      }
      await proxy.close();
    });
  }

  it('are named where they are gone', async () => {
    const proxy = await startProxy();
    await proxy.close();
    const { reason } = {
      reason: '',
      ...(await sendOnce({ runner_http_url: plain.url, runner_http_proxy: proxy.url })),
    };
    assert.equal(
      reason.split('; ')[0],
      `${new URL(plain.url).origin}, through the proxy 127.0.0.1:${proxy.port}: nobody listens there`,
    );
  });
});

describe('the choice of a proxy', () => {
  const log = { info: () => undefined, warn: () => undefined };
  const choose = (url: string, env: Record<string, string>, setting?: string) =>
    chooseProxy(readTarget(url, undefined, log), setting, env)?.url.href;
  const all = { http_proxy: 'http://plain:1', HTTPS_PROXY: 'http://secure:2', ALL_PROXY: 'http://all:3' };

  it('is the environment’s, by the scheme', () => {
    assert.equal(choose('http://a.example/', all), 'http://plain:1/');
    assert.equal(choose('https://a.example/', all), 'http://secure:2/');
    assert.equal(choose('https://a.example/', { all_proxy: 'proxy:3128' }), 'http://proxy:3128/');
    assert.equal(choose('https://a.example/', { http_proxy: 'http://plain:1' }), undefined);
    assert.equal(choose('http://a.example/', {}), undefined);
  });

  it('is the user’s before that', () => {
    assert.equal(choose('http://a.example/', { ...all, NO_PROXY: '*' }, 'http://mine:4'), 'http://mine:4/');
    assert.equal(choose('http://a.example/', all, 'none'), undefined);
    assert.equal(choose(`unix://${join('/run', 'x.sock')}`, all), undefined);
  });

  for (const [url, list, exempt] of [
    ['http://a.example/', '*', true],
    ['http://a.example/', 'example', true],
    ['http://a.example/', ' b.example , .example', true],
    ['http://a.example/', '*.example', true],
    ['http://a.example/', 'A.EXAMPLE:80', true],
    ['http://a.example/', 'a.example:8080', false],
    ['https://a.example:8080/', 'a.example:8080', true],
    ['http://notexample/', 'example', false],
    ['http://a.example/', 'ample', false],
    ['http://10.1.2.3/', '10.0.0.0/8', true],
    ['http://11.1.2.3/', '10.0.0.0/8', false],
    ['http://10.1.2.3/', '10.1.2.3', true],
    ['http://[fd00::1]/', 'fd00::/8', true],
    ['http://[::1]:81/', '::1', true],
    ['http://[::1]:81/', '[::1]:81', true],
    ['http://a.example/', '10.0.0.0/8', false],
    ['http://a.example/', '', false],
  ] as const) {
    it(`NO_PROXY=${list} ${exempt ? 'spares' : 'does not spare'} ${url}`, () => {
      const proxy = choose(url, { ALL_PROXY: 'http://proxy', NO_PROXY: list });
      assert.equal(proxy, exempt ? undefined : 'http://proxy/');
    });
  }

  it('refuses what it cannot use, without showing passwords', () => {
    assert.throws(
      () => choose('http://a/', { all_proxy: 'socks5://who:canary@h' }),
      /all_proxy is a proxy of kind socks5/,
    );
    assert.throws(
      () => choose('http://a/', {}, 'http://who:canary@[/'),
      (error: Error) => /runner_http_proxy is no URL/.test(error.message) && !error.message.includes('canary'),
    );
  });
});
