import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeProject } from '../delivery/project.js';
import { debug, describeWithAnsible, listTree, play, shell } from '../run/helpers.js';
import { callIn, checkout, configure, makePrivate, write } from './helpers.js';

const canaries = {
  query: 'canary-query-1',
  userinfo: 'canary-userinfo-2',
  authorization: 'canary-authorization-3',
  apiKey: 'canary-api-key-4',
  byLooks: '1canary5canary5canary',
  elsewhere: 'canary-elsewhere-6',
} as const;

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Remembers every byte. */
async function startReceiver(t: TestContext): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body });
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => void server.close());
  return { port: (server.address() as AddressInfo).port, received };
}

/** A user's project in which the checkout's HTTP plugin is installed. */
function makeHttpProject(): string {
  const root = makeProject([], ['@callboard/plugin-http']);
  mkdirSync(join(root, 'node_modules/@callboard'), { recursive: true });
  symlinkSync(join(checkout, 'plugins/http'), join(root, 'node_modules/@callboard/plugin-http'));
  return root;
}

describeWithAnsible('discretion of deliveries', () => {
  test('credentials in addresses and headers are used, and seen nowhere; other headers are no secrets', async (t) => {
    const { port, received } = await startReceiver(t);
    const settings = {
      runner_http_headers: {
        Authorization: `Bearer ${canaries.authorization}`,
        'X-Api-Key': canaries.apiKey,
        'X-Client': canaries.byLooks,
        Accept: 'application/json',
      },
    };
    const env = {
      RUNNER_HTTP_URL: `http://127.0.0.1:${port}/in?access_token=${canaries.query}&v=2`,
      UPLOAD_TO: `https://me:${canaries.userinfo}@host.example/x?sig=${canaries.elsewhere}&mime=application/json`,
    };
    const dir = makePrivate();
    configure(dir, settings);
    const said = Object.values(canaries).join(' ');
    write(
      join(dir, 'project/site.yml'),
      JSON.stringify([
        play([shell('env'), debug(`${said} {{ '${canaries.apiKey}' | b64encode }}`), debug('as application/json')]),
      ]),
    );
    const inputs = listTree(dir);
    const ended = await callIn(makeHttpProject(), ['run', dir, '-p', 'site.yml', '-i', 'run'], env);
    assert.equal(ended.code, 0, ended.stderr);

    const [first] = received;
    assert.equal(first?.url, `/in?access_token=${canaries.query}&v=2`);
    assert.equal(first?.headers['x-api-key'], canaries.apiKey);
    assert.equal(first?.headers.accept, 'application/json');
    const places = new Map([
      ['stdout', ended.stdout],
      ['stderr', ended.stderr],
      ['the wire', received.map(({ body }) => body).join('\n')],
    ]);
    for (const path of listTree(dir).filter((name) => !inputs.includes(name))) {
      if (statSync(join(dir, path)).isFile()) places.set(path, readFileSync(join(dir, path), 'utf8'));
    }
    assert.ok(places.has('artifacts/run/journal.ndjson'));
    const needles = [...Object.values(canaries), Buffer.from(canaries.apiKey).toString('base64').slice(0, -2)];
    for (const [place, text] of places) {
      for (const needle of needles) assert.ok(!text.includes(needle), `${needle} in ${place}`);
    }
    for (const place of ['the wire', 'artifacts/run/command']) {
      assert.match(places.get(place) ?? '', /sig=\*{8}&mime=application\/json/, place);
    }
    assert.match(ended.stdout, /as application\/json/);
  });
});
