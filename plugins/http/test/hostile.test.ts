import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import type { DeliveryResult } from '@callboard/contract';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { startRaw, startReceiver } from './helpers/start-receiver.js';

/** What becomes of a record whose receiver behaves like that. */
async function face(
  serve: (socket: Socket) => void,
  settings: Record<string, unknown> = {},
): Promise<DeliveryResult & { reason: string }> {
  const receiver = await startRaw(serve);
  const result = await sendOnce({ runner_http_url: receiver.url, ...settings });
  await receiver.close();
  return { reason: '', ...result } as DeliveryResult & { reason: string };
}

/** Says this as soon as a request comes in. */
const say =
  (text: string, andThen?: (socket: Socket) => void) =>
  (socket: Socket): void => {
    socket.once('data', () => {
      socket.write(text);
      andThen?.(socket);
    });
  };

const chunk = 'x'.repeat(1000);

function writeForEver(socket: Socket): void {
  const write = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', write);
  write();
}

describe('receivers that misbehave', () => {
  it('an answer without end: 16 KiB of it are read', async () => {
    const accepted = await face(say('HTTP/1.1 200 OK\r\n\r\n', writeForEver));
    assert.equal(accepted.outcome, 'delivered');
    const refused = await face(say('HTTP/1.1 422 No\r\n\r\n', writeForEver));
    assert.ok(refused.outcome === 'rejected');
    assert.equal(refused.answer?.length, 16 * 1024);
  });

  it('an answer that never comes', async () => {
    const { outcome, reason } = await face(() => undefined, { runner_http_headers_timeout: 0.5 });
    assert.equal(outcome, 'retry');
    assert.match(reason, /no answer in time \(runner_http_headers_timeout\)$/);
  });

  it('headers that drip', async () => {
    const drip = say('HTTP/1.1 200 OK\r\n', (socket) => {
      const timer = setInterval(() => socket.write('x: y\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const { reason } = await face(drip, { runner_http_timeout: 0.3 });
    assert.match(reason, /no answer in time \(runner_http_timeout\)$/);
  });

  it('headers without end', async () => {
    const { reason } = await face(say('HTTP/1.1 200 OK\r\nx: ', writeForEver));
    assert.match(reason, /headers of its answer are larger|not HTTP/);
  });

  it('a body that drips: what the status said counts', async () => {
    const drip = say('HTTP/1.1 201 Created\r\ncontent-length: 1000\r\n\r\n', (socket) => {
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    assert.equal((await face(drip, { runner_http_timeout: 0.3 })).outcome, 'delivered');
  });

  it('a body that stops', async () => {
    const stall = say('HTTP/1.1 503 Busy\r\ncontent-length: 1000\r\n\r\nwait');
    const result = await face(stall, { runner_http_body_timeout: 0.3 });
    assert.match(result.reason, /answered 503/);
    assert.equal(result.outcome === 'retry' && result.answer, 'wait');
  });

  it('a connection that is reset in mid-answer', async () => {
    const reset = say('HTTP/1.1 500 Oh\r\ncontent-length: 1000\r\n\r\npart', (socket) =>
      setImmediate(() => socket.resetAndDestroy()),
    );
    assert.match((await face(reset)).reason, /answered 500/);
  });

  it('a connection that is reset in mid-request', async () => {
    const receiver = await startRaw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const large = makeRecord(1, { event: 'verbose', stdout: 'x'.repeat(10_000_000) });
    const result = await sendOnce({ runner_http_url: receiver.url }, [large]);
    assert.match(result.outcome === 'retry' ? result.reason : '', /closed the connection before it answered/);
    await receiver.close();
  });

  it('a connection that ends without a word', async () => {
    const { reason } = await face((socket) => socket.once('data', () => socket.end()));
    assert.match(reason, /closed the connection before it answered/);
  });

  for (const [what, answer] of [
    ['that is no HTTP', '220 mail.example ESMTP\r\n'],
    ['with two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['with a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['with a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n'],
  ] as const) {
    it(`an answer ${what}`, async () => {
      const { outcome, reason } = await face(say(answer));
      assert.equal(outcome, 'retry');
      assert.match(reason, /its answer (is not HTTP; check the port|breaks the rules of HTTP)/);
    });
  }

  it('more than was announced: the next request has a connection of its own', async () => {
    let connections = 0;
    const receiver = await startRaw((socket) => {
      connections += 1;
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 422 No\r\n\r\n'));
    });
    const sink = await openPlugin({ runner_http_url: receiver.url });
    for (const n of [1, 2, 3]) {
      const { outcome } = await sink.send([makeRecord(n)]);
      assert.notEqual(outcome, 'rejected', 'the smuggled answer counted');
    }
    await sink.close();
    await receiver.close();
    assert.ok(connections > 1);
  });

  it('intermediate answers before the real one', async () => {
    const early = say('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
    assert.equal((await face(early)).outcome, 'delivered');
  });

  it('nobody at all', async () => {
    const gone = await startRaw(() => undefined);
    await gone.close();
    const { reason } = { reason: '', ...(await sendOnce({ runner_http_url: gone.url })) };
    assert.equal(
      reason,
      `${gone.url.slice(0, -1)}: nobody listens there; start the receiver, or check host and port in runner_http_url`,
    );
  });

  it('a name that nobody has', async () => {
    const { reason } = { reason: '', ...(await sendOnce({ runner_http_url: 'http://no-such-host.invalid/' })) };
    assert.match(reason, /there is no such host|cannot be looked up/);
  });
});

describe('the runner’s signal', () => {
  it('ends an attempt at once', async () => {
    const silent = await startRaw(() => undefined);
    const sink = await openPlugin({ runner_http_url: silent.url });
    const stop = new AbortController();
    const sending = sink.send([makeRecord(1)], { signal: stop.signal });
    stop.abort(new Error('time is up'));
    await assert.rejects(sending, /time is up/);
    await assert.rejects(sink.send([makeRecord(1)], { signal: stop.signal }), /time is up/);
    await sink.close();
    await silent.close();
  });

  it('keeps a request that waited for its connection from being sent', async () => {
    const receiver = await startReceiver();
    const sink = await openPlugin({ runner_http_url: receiver.url });
    const stop = new AbortController();
    const sending = sink.send([makeRecord(1)], { signal: stop.signal });
    stop.abort(new Error('too late'));
    await assert.rejects(sending, /too late/);
    assert.equal((await sink.send([makeRecord(2)])).outcome, 'delivered');
    await sink.close();
    assert.deepEqual(
      receiver.received.map(({ headers }) => headers['idempotency-key']),
      ['demo:2'],
    );
    await receiver.close();
  });
});
