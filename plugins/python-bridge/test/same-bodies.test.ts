import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Project } from '@callboard/testkit';

const peers = process.env['CALLBOARD_TEST_PEERS'];

/** What either of them sent: the body as it parses, members in their order. */
interface Sent {
  readonly python: string[];
  readonly ours: string[];
  readonly contentTypes: Set<string | undefined>;
}

async function startReceiver(t: TestContext): Promise<{ url: string; sent: Sent }> {
  const sent: Sent = { python: [], ours: [], contentTypes: new Set() };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { 'user-agent': agent, 'content-type': type } = request.headers;
      const sender = agent?.startsWith('python-requests/') ? sent.python : sent.ours;
      sender.push(JSON.stringify(JSON.parse(body)));
      sent.contentTypes.add(type);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, sent };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test("of one play, Python's ansible-runner-http and our HTTP sink send the same bodies in the same order", {
  skip: !peers && 'CALLBOARD_TEST_PEERS is not set',
}, async (t) => {
  const { url, sent } = await startReceiver(t);
  const project = new Project(new URL('../', import.meta.url), new URL('../../http/', import.meta.url));
  t.after(() => project.remove());
  project.configure({
    python_plugins: ['http'],
    python_plugins_interpreter: join(peers ?? '', 'python'),
    runner_http_url: url,
  });
  const tasks = [
    { name: 'say it', debug: { msg: 'grüße \u{1f3ad} "quoted" \\ and\nmore' } },
    { name: 'count', debug: { msg: { whole: 3, part: 0.5, large: 12_345_678_901, none: null, list: [true, []] } } },
    { name: 'fail', command: 'false', ignore_errors: true },
  ];
  project.writePlay('site.yml', [{ hosts: 'localhost', connection: 'local', gather_facts: false, tasks }]);
  const run = await project.run('run', project.privateDataDir, '-p', 'site.yml', '-i', 'both');
  assert.equal(run.code, 0, run.stderr);
  assert.ok(sent.python.length > 10, run.stderr);
  assert.deepEqual(sent.ours, sent.python);
  assert.deepEqual([...sent.contentTypes], ['application/json']);
});
