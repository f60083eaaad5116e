import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { curveKeyPair, Pull, Router, Subscriber } from 'zeromq';
import plugin from '#zeromq/plugin.js';
import { makeDelivery, openPlugin } from './helpers.js';

const batch = [1, 2, 3].map((n) => makeDelivery(n));
const texts = batch.map(({ json }) => json);

/** A socket that ends with the test. */
function keep<T extends { close(): void }>(t: TestContext, socket: T): T {
  t.after(() => socket.close());
  return socket;
}

/** Binds to a free port of the loopback. */
async function bindFree(socket: Pull | Router | Subscriber): Promise<string> {
  await socket.bind('tcp://127.0.0.1:*');
  return socket.lastEndpoint ?? '';
}

test('push: one frame of JSON each, in order, as Python sent it', async (t) => {
  const pull = keep(t, new Pull({ receiveTimeout: 5000 }));
  const sink = await openPlugin({ runner_socket_url: await bindFree(pull) });
  assert.deepEqual(await sink.deliver(batch), { outcome: 'delivered' });
  for (const text of texts) assert.deepEqual((await pull.receive()).map(String), [text]);
  await sink.close();
});

test('push: several addresses share the messages, over ipc too', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'callboard-zmq-'));
  const first = keep(t, new Pull({ receiveTimeout: 5000 }));
  const second = keep(t, new Pull({ receiveTimeout: 5000 }));
  await first.bind(`ipc://${directory}/a`);
  await second.bind(`ipc://${directory}/b`);
  const sink = await openPlugin({ runner_socket_url: [`ipc://${directory}/a`, `ipc://${directory}/b`] });
  // Connections are made one after the other: until both stand, one of them may get all.
  const seen = { first: 0, second: 0 };
  const count = async (socket: Pull, name: 'first' | 'second'): Promise<void> => {
    for (;;) {
      await socket.receive().then(() => (seen[name] += 1));
    }
  };
  const counting = [count(first, 'first').catch(() => undefined), count(second, 'second').catch(() => undefined)];
  let sent = 0;
  while (seen.first === 0 || seen.second === 0) {
    assert.ok(sent < 100_000, 'one of two receivers got nothing');
    assert.equal((await sink.deliver(batch)).outcome, 'delivered');
    sent += batch.length;
  }
  await sink.close();
  first.close();
  second.close();
  await Promise.all(counting);
  rmSync(directory, { recursive: true });
});

test('push: without a receiver the batch is asked for again, and the reason says what to look at', async () => {
  const settings = { runner_socket_url: 'ipc:///nonexistent/socket', zeromq_send_timeout: 0.05, zeromq_linger: 0 };
  const sink = await openPlugin(settings);
  const result = await sink.deliver(batch);
  assert.equal(result.outcome, 'retry');
  assert.match(result.outcome === 'retry' ? result.reason : '', /is a receiver at runner_socket_url/);
  await sink.close();
});

test('pub: the topic comes first and can be subscribed to', async (t) => {
  const subscriber = keep(t, new Subscriber({ receiveTimeout: 5000 }));
  subscriber.subscribe('callboard.demo.event.runner_on_failed');
  const address = await bindFree(subscriber);
  const sink = await openPlugin({ runner_socket_url: address, zeromq_pattern: 'pub' });
  const failed = makeDelivery(9, { event: 'runner_on_failed', counter: 9 });
  const received = subscriber.receive();
  let topic: string | undefined;
  void received.then(([first]) => (topic = String(first)));
  // Whoever subscribes learns of a publisher a little later: publish until something arrives.
  while (topic === undefined) {
    await sink.deliver([...batch, failed]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual((await received).map(String), ['callboard.demo.event.runner_on_failed', failed.json]);
  await sink.close();
});

test('dealer: delivered only when every record is acknowledged', async (t) => {
  const router = keep(t, new Router({ receiveTimeout: 5000 }));
  const sink = await openPlugin({ runner_socket_url: await bindFree(router), zeromq_pattern: 'dealer' });
  const delivering = sink.deliver(batch);
  const got: string[] = [];
  for (let times = 0; times < batch.length; times += 1) {
    const [peer, version, id, data] = (await router.receive()) as [Buffer, Buffer, Buffer, Buffer];
    got.push(String(data));
    await router.send([peer, version, id, 'ok']);
  }
  assert.deepEqual(await delivering, { outcome: 'delivered' });
  assert.deepEqual(got, texts);
  await sink.close();
});

test('dealer: an answer that does not come, asks again, or rejects', async (t) => {
  const router = keep(t, new Router({ receiveTimeout: 5000 }));
  const address = await bindFree(router);
  const sink = await openPlugin({ runner_socket_url: address, zeromq_pattern: 'dealer', zeromq_ack_timeout: 0.3 });
  const answerAll = async (verdict: (id: string) => string[] | undefined): Promise<void> => {
    for (let times = 0; times < batch.length; times += 1) {
      const [peer, version, id] = (await router.receive()) as [Buffer, Buffer, Buffer];
      const answer = verdict(String(id));
      if (answer) await router.send([peer, version, id, ...answer]);
    }
  };
  const silent = sink.deliver(batch);
  await answerAll((id) => (id === 'demo:2' ? undefined : ['ok']));
  assert.deepEqual(await silent, { outcome: 'retry', reason: '1 of 3 not acknowledged within 0.3 s' });

  const busy = sink.deliver(batch);
  await answerAll(() => ['retry', '250', 'disk full']);
  assert.deepEqual(await busy, { outcome: 'retry', reason: 'disk full', afterMs: 250 });

  const refusing = sink.deliver(batch);
  await answerAll((id) => (id === 'demo:2' ? ['rejected', 'too large'] : ['ok']));
  assert.deepEqual(await refusing, { outcome: 'rejected', ids: ['demo:2'], reason: 'too large' });
  await sink.close();
});

test('curve: a receiver with the wrong key gets nothing, the right one everything', async (t) => {
  const server = curveKeyPair();
  const pull = keep(t, new Pull({ curveServer: true, curveSecretKey: server.secretKey, receiveTimeout: 5000 }));
  const address = await bindFree(pull);
  const sink = await openPlugin({ runner_socket_url: address, zeromq_server_key: server.publicKey });
  assert.equal((await sink.deliver(batch)).outcome, 'delivered');
  assert.deepEqual((await pull.receive()).map(String), [texts[0]]);
  await sink.close();

  const stranger = await openPlugin({
    runner_socket_url: address,
    zeromq_server_key: curveKeyPair().publicKey,
    zeromq_send_timeout: 0.3,
    zeromq_linger: 0,
  });
  assert.equal((await stranger.deliver(batch)).outcome, 'retry');
  await stranger.close();
});

test('a wrong address or half a key pair is said before anything is sent', async () => {
  await assert.rejects(openPlugin({ runner_socket_url: 'localhost:5555' }), /must look like tcp:/);
  await assert.rejects(openPlugin({ runner_socket_url: ' , ' }), /names no address/);
  const key = curveKeyPair().publicKey;
  await assert.rejects(
    openPlugin({ runner_socket_url: 'tcp://127.0.0.1:1', zeromq_public_key: key }),
    /belong together/,
  );
  await assert.rejects(
    openPlugin({ runner_socket_url: 'tcp://127.0.0.1:1', zeromq_server_key: 'short' }),
    /40 characters/,
  );
});

test('the README names every setting with its default', () => {
  const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const [name, setting] of Object.entries(plugin.settings ?? {}) as [
    string,
    { default?: unknown; description: string },
  ][]) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    assert.ok(row?.includes(setting.description), name);
    if (setting.default !== undefined) assert.ok(row?.includes(`\`${String(setting.default)}\``), name);
  }
});
