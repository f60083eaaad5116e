import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import type { Delivery } from '@callboard/contract';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { makeTemporaryDir } from './helpers/temporary-dir.js';

const records = [1, 2, 3].map((n) => makeRecord(n, { event: 'verbose', counter: n, stdout: `grüße ${n}` }));

async function deliverOneByOne(settings: Record<string, unknown>, batch: readonly Delivery[]): Promise<void> {
  const sink = await openPlugin(settings);
  for (const record of batch) assert.deepEqual(await sink.send([record]), { outcome: 'delivered' });
  await sink.close();
}

const pythonReceiver = `
import http.server, json, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = sys.argv[1]
    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length']))
        print(json.dumps([self.headers['idempotency-key'], body.decode()]), flush=True)
        self.send_response(200)
        self.send_header('content-length', '0')
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
`;

// The older closes the connection after each answer.
for (const version of ['HTTP/1.0', 'HTTP/1.1']) {
  test(`Python's http.server, speaking ${version}, gets each record, in order`, async (t) => {
    const child = spawn('python3', ['-c', pythonReceiver, version], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => child.kill());
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value: port } = await lines.next();
    await deliverOneByOne({ runner_http_url: `http://127.0.0.1:${port}/` }, records);
    for (const { id, json } of records) {
      assert.deepEqual(JSON.parse(String((await lines.next()).value)), [id, json]);
    }
  });
}

const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** An nginx on a unix socket that keeps each body in a file, and takes 2 KB of it at most. */
function startNginx(t: TestContext): { socket: string; readBodies(): string[]; readLog(): string[] } {
  const directory = makeTemporaryDir();
  const [socket, behind, log] = [join(directory, 'in.sock'), join(directory, 'out.sock'), join(directory, 'log')];
  const bodies = join(directory, 'bodies');
  const kinds = ['proxy', 'fastcgi', 'uwsgi', 'scgi'];
  mkdirSync(bodies);
  const configuration = join(directory, 'nginx.conf');
  writeFileSync(
    configuration,
    `master_process off; pid ${directory}/pid; error_log ${directory}/errors; events {}
     http {
       ${kinds.map((kind) => `${kind}_temp_path ${directory}/${kind};`).join(' ')}
       client_body_temp_path ${bodies}; client_body_in_file_only on; client_max_body_size 2k;
       log_format plain '$request $status $http_idempotency_key'; access_log ${log} plain;
       server { listen unix:${socket}; location = /hook { proxy_pass http://unix:${behind}:/; } }
       server { listen unix:${behind}; access_log off; return 204; }
     }`,
  );
  const nginx = (...words: string[]): void =>
    void execFileSync('nginx', ['-p', directory, '-c', configuration, '-e', join(directory, 'errors'), ...words]);
  // It goes into the background when its sockets are there.
  nginx();
  t.after(() => nginx('-s', 'stop'));
  return {
    socket,
    readBodies: () =>
      readdirSync(bodies)
        .sort()
        .map((name) => readFileSync(join(bodies, name), 'utf8')),
    readLog: () => readFileSync(log, 'utf8').trimEnd().split('\n'),
  };
}

test('nginx on a unix socket gets each record, in order, and its 413 is the fault of the records', {
  skip: !hasNginx && 'nginx is not installed',
}, async (t) => {
  const nginx = startNginx(t);
  const settings = { runner_http_url: nginx.socket, runner_http_path: '/hook' };
  await deliverOneByOne(settings, records);
  assert.deepEqual(
    nginx.readBodies(),
    records.map(({ json }) => json),
  );
  const large = makeRecord(4, { event: 'verbose', stdout: 'x'.repeat(3000) });
  const result = await sendOnce({ ...settings, runner_http_format: 'ndjson' }, [...records, large]);
  assert.equal(result.outcome === 'rejected' && result.ids.length, 4);
  assert.match(JSON.stringify(result), /answered 413/);
  // It answers first and logs then: what was logged is sure only when it has answered another request.
  assert.deepEqual(
    nginx.readLog().slice(0, 3),
    records.map(({ id }) => `POST /hook HTTP/1.1 204 ${id}`),
  );
});
