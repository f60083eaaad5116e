import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { answerWith, startReceiver } from './helpers/start-receiver.js';
import { makeTemporaryDir } from './helpers/temporary-dir.js';

const directory = makeTemporaryDir();

describe('requests, as Python’s plugin sends them', () => {
  it('posts each record as it is, in order, on one connection', async () => {
    const receiver = await startReceiver();
    const sink = await openPlugin({
      runner_http_url: `${receiver.url}?tenant=a%20b`,
      runner_http_headers: { 'X-Team': 'ops' },
    });
    const records = [
      makeRecord(1, { status: 'starting' }),
      makeRecord(2, { event: 'verbose', stdout: 'größer\u{1f600}' }),
      makeRecord(3),
    ];
    for (const record of records) assert.deepEqual(await sink.send([record]), { outcome: 'delivered' });
    await sink.close();
    assert.deepEqual(
      receiver.received.map(({ body }) => body.toString()),
      records.map(({ json }) => json),
    );
    const [{ method, path, headers }] = receiver.received as [(typeof receiver.received)[0]];
    assert.deepEqual([method, path], ['POST', '/hook?tenant=a%20b']);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['content-length'], String(records[0]!.json.length));
    assert.equal(headers['x-team'], 'ops');
    assert.match(headers['user-agent']!, /^callboard-plugin-http\/\d/);
    assert.equal(receiver.connections(), 1);
    await receiver.close();
  });

  it('names each record in a header that is the same on every attempt', async () => {
    const receiver = await startReceiver({
      answer: (_, response, count) => response.writeHead(count < 3 ? 503 : 200).end(),
    });
    const sink = await openPlugin({ runner_http_url: receiver.url });
    for (const attempt of [1, 2, 3]) await sink.send([makeRecord(7)], { attempt });
    await sink.close();
    assert.deepEqual(
      receiver.received.map(({ headers }) => headers['idempotency-key']),
      ['demo:7', 'demo:7', 'demo:7'],
    );
    await receiver.close();
  });

  it('lets the user’s content type, agent and host win', async () => {
    const receiver = await startReceiver();
    const headers = { 'Content-Type': 'application/vnd.acme+json', 'User-Agent': 'acme', Host: 'hooks.example' };
    await sendOnce({ runner_http_url: receiver.url, runner_http_headers: headers });
    const { headers: seen } = receiver.received[0]!;
    assert.deepEqual([seen['content-type'], seen['user-agent'], seen.host], Object.values(headers));
    await receiver.close();
  });

  it('says that runner_http_path counts for sockets only', async () => {
    const receiver = await startReceiver();
    const sink = await openPlugin({ runner_http_url: receiver.url, runner_http_path: '/elsewhere' });
    await sink.send([makeRecord(1)]);
    await sink.close();
    assert.equal(receiver.received[0]!.path, '/hook');
    assert.match(sink.warnings.join(), /runner_http_path/);
    await receiver.close();
  });

  it('sends the rest only, where a batch of single records stopped half-way', async () => {
    const receiver = await startReceiver({
      answer: (_, response, count) => response.writeHead(count === 3 ? 503 : 200).end(),
    });
    const sink = await openPlugin({ runner_http_url: receiver.url });
    const batch = [1, 2, 3, 4].map((n) => makeRecord(n));
    assert.equal((await sink.send(batch)).outcome, 'retry');
    assert.equal((await sink.send(batch)).outcome, 'delivered');
    await sink.close();
    const ids = receiver.received.map(({ headers }) => headers['idempotency-key']);
    assert.deepEqual(ids, ['demo:1', 'demo:2', 'demo:3', 'demo:3', 'demo:4']);
    await receiver.close();
  });

  it('is understood by Python’s http.server', async () => {
    const script = `
import http.server, json, sys
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        print(json.dumps([self.path, self.headers['Content-Type'], json.loads(body)]), flush=True)
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
`;
    const python = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    after(() => void python.kill());
    const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
    const { value: port } = await lines.next();
    const sink = await openPlugin({ runner_http_url: `http://127.0.0.1:${port}/runs` });
    const records = [1, 2, 3].map((n) => makeRecord(n, { event: 'verbose', stdout: `ü ${n}`, counter: n }));
    for (const record of records) {
      assert.equal((await sink.send([record])).outcome, 'delivered');
      const { value } = await lines.next();
      assert.deepEqual(JSON.parse(value as string), ['/runs', 'application/json', record.data]);
    }
    await sink.close();
    python.kill();
    await once(python, 'exit');
  });
});

describe('unix sockets', () => {
  const socketPath = join(directory, 'a b.sock');

  for (const [what, url, path, expected] of [
    ['the path of an existing socket', socketPath, '/hook?x=1', '/hook?x=1'],
    ['a relative one', relative(process.cwd(), socketPath), undefined, '/'],
    ['unix://', `unix://${socketPath}`, '/hook', '/hook'],
    ['http+unix://', `http+unix://${encodeURIComponent(socketPath)}/in/url?y`, undefined, '/in/url?y'],
    ['http+unix:// and a path beside it', `http+unix://${encodeURIComponent(socketPath)}`, '/hook', '/hook'],
  ] as const) {
    it(`are reached by ${what}`, async () => {
      const receiver = await startReceiver({ socketPath });
      const sink = await openPlugin({ runner_http_url: url, ...(path !== undefined && { runner_http_path: path }) });
      assert.equal((await sink.send([makeRecord(1)])).outcome, 'delivered');
      assert.equal((await sink.send([makeRecord(2)])).outcome, 'delivered');
      await sink.close();
      assert.deepEqual(
        receiver.received.map((entry) => entry.path),
        [expected, expected],
      );
      assert.equal(receiver.received[0]!.headers.host, 'localhost');
      assert.equal(receiver.connections(), 1);
      await receiver.close();
    });
  }

  it('may come later', async () => {
    const later = join(directory, 'later.sock');
    const sink = await openPlugin({ runner_http_url: later });
    assert.match(sink.warnings.join(), /there is no socket/);
    const result = await sink.send([makeRecord(1)]);
    assert.match(
      result.outcome === 'retry' ? result.reason : '',
      /later\.sock: there is no such socket; start the receiver/,
    );
    const receiver = await startReceiver({ socketPath: later, answer: answerWith(202) });
    assert.equal((await sink.send([makeRecord(1)])).outcome, 'delivered');
    await sink.close();
    await receiver.close();
  });

  it('are not taken for files', async () => {
    const file = join(directory, 'plain.txt');
    writeFileSync(file, '');
    await assert.rejects(sendOnce({ runner_http_url: file }), /a file that is no socket/);
    await assert.rejects(
      sendOnce({ runner_http_url: socketPath, runner_http_path: 'hook' }),
      /must begin with a slash/,
    );
  });
});
