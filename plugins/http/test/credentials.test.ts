import assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { startReceiver } from './helpers/start-receiver.js';
import { makeTemporaryDir } from './helpers/temporary-dir.js';

const directory = makeTemporaryDir();

describe('credentials', () => {
  it('in the URL become Basic, and leave it', async () => {
    const receiver = await startReceiver();
    await sendOnce({ runner_http_url: receiver.url.replace('//', '//us%40er:pass%3Aword@') });
    const { headers } = receiver.received[0]!;
    assert.equal(headers.authorization, `Basic ${Buffer.from('us@er:pass:word').toString('base64')}`);
    await receiver.close();
  });

  it('as a token become Bearer', async () => {
    const receiver = await startReceiver();
    await sendOnce({ runner_http_url: receiver.url, runner_http_token: 'tok-canary' });
    assert.equal(receiver.received[0]!.headers.authorization, 'Bearer tok-canary');
    await receiver.close();
  });

  it('in a file are read again when it changes, at once after a 401', async () => {
    const file = join(directory, 'token');
    const place = (text: string): void => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    };
    const receiver = await startReceiver({
      answer: ({ headers }, response) =>
        response.writeHead(headers.authorization === 'Bearer second' ? 200 : 401).end(),
    });
    place('first\n');
    const sink = await openPlugin({ runner_http_url: receiver.url, runner_http_token_file: file });
    assert.equal((await sink.send([makeRecord(1)])).outcome, 'retry');
    rmSync(file);
    assert.equal((await sink.send([makeRecord(1)])).outcome, 'retry');
    assert.match(sink.warnings.join(), /runner_http_token_file cannot be read \(ENOENT\).* used on/);
    place('second\n');
    assert.equal((await sink.send([makeRecord(1)])).outcome, 'delivered');
    await sink.close();
    const seen = receiver.received.map(({ headers }) => headers.authorization);
    assert.deepEqual(seen, ['Bearer first', 'Bearer first', 'Bearer second']);
    await receiver.close();
  });

  it('in a file behind links, as Kubernetes mounts them', async () => {
    for (const name of ['one', 'two']) writeFileSync(join(directory, name), `${name}-token`);
    const link = join(directory, 'mounted');
    symlinkSync('one', link);
    const receiver = await startReceiver({ answer: (_, response) => response.writeHead(403).end() });
    const sink = await openPlugin({ runner_http_url: receiver.url, runner_http_token_file: link });
    await sink.send([makeRecord(1)]);
    symlinkSync('two', `${link}.new`);
    renameSync(`${link}.new`, link);
    await sink.send([makeRecord(1)]);
    await sink.close();
    const seen = receiver.received.map(({ headers }) => headers.authorization);
    assert.deepEqual(seen, ['Bearer one-token', 'Bearer two-token']);
    await receiver.close();
  });

  for (const [what, settings, message] of [
    [
      'two ways',
      { runner_http_token: 'canary', runner_http_headers: { authorization: 'canary' } },
      /more than one way/,
    ],
    ['no such file', { runner_http_token_file: '/nowhere/token' }, /cannot be read \(ENOENT\): \/nowhere\/token/],
    ['a token with a line break', { runner_http_token: 'can\nary' }, /characters that no header can hold/],
  ] as const) {
    it(`wrong before anything is sent: ${what}`, async () => {
      const opening = openPlugin({ runner_http_url: 'http://localhost:1/', ...settings });
      await assert.rejects(opening, (error: Error) => message.test(error.message) && !error.message.includes('canary'));
    });
  }
});

describe('secrets', () => {
  const secrets = {
    user: 'pass-canary:1',
    header: 'header-canary-2',
    query: 'query-canary-3',
    segment: 'T024BE7LD0000canary4',
    key: `whsec_${Buffer.from('key-canary-5-key-canary-5-').toString('base64')}`,
  };

  it('reach the receiver, and nothing else: no reason, answer, warning or trace', async () => {
    const receiver = await startReceiver({
      // A receiver that repeats everything that it was sent.
      answer: ({ path, headers }, response, count) =>
        response
          .writeHead(count === 1 ? 422 : 307, { location: path, 'x-echo': String(headers['x-api-key']) })
          .end(`${path} ${JSON.stringify(headers)} ${secrets.user}`),
    });
    const url = receiver.url.replace('//', `//user:${encodeURIComponent(secrets.user)}@`);
    const sink = await openPlugin({
      runner_http_url: `${url}/${secrets.segment}?token=${secrets.query}`,
      runner_http_headers: { 'X-Api-Key': secrets.header, 'X-Scheme': `Token ${secrets.header}-6` },
      runner_http_signing_keys: secrets.key,
    });
    const shown = [await sink.send([makeRecord(1)]), await sink.send([makeRecord(1)])];
    await receiver.close();
    shown.push(await sink.send([makeRecord(1)]));
    await sink.close();
    const text = JSON.stringify([shown, sink.warnings, sink.traced]);
    assert.ok(receiver.received[0]!.path.includes(secrets.query));
    for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret), secret);
    assert.ok(!text.includes(Buffer.from(`user:${secrets.user}`).toString('base64')));
    assert.ok(!text.includes('canary'), text);
    assert.equal(shown.map(({ outcome }) => outcome).join(), 'rejected,retry,retry');
  });

  it('are masked in what `plugins test` shows of a request, and the rest is there', async () => {
    const receiver = await startReceiver({
      answer: (_, response) => response.writeHead(200, { date: 'x' }).end('thank you, cookie-canary'),
    });
    const headers = { 'X-Api-Key': 'header-canary', Cookie: 'lang=en; sid=cookie-canary' };
    const sink = await openPlugin({ runner_http_url: `${receiver.url}?a=b`, runner_http_headers: headers });
    await sink.send([makeRecord(1)]);
    await sink.close();
    const [request, answer] = sink.traced as [string, string];
    const lines = request.split('\n');
    assert.equal(lines[0], `request: POST /hook?a=*** HTTP/1.1 (http://localhost:${receiver.port})`);
    assert.ok(lines.includes('x-api-key: ***'));
    assert.ok(lines.includes('cookie: ***'));
    assert.ok(lines.includes('content-type: application/json'));
    assert.equal(lines.at(-1), makeRecord(1).json);
    assert.match(answer, /^answer: HTTP\/1\.1 200 OK\n[\s\S]*thank you, \*\*\*$/);
    await receiver.close();
  });
});
