import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerWith, closeReceivers, startRaw, startReceiver } from '../lib/receivers.mjs';
import { listReceived, makeEvents, makeRecordedProject } from '../lib/recorded-project.mjs';
import { tryEach } from '../lib/try-each.mjs';

export const row = {
  number: 16,
  promise: 'redirects are not followed; answers are read to 16 KiB at most; header values cannot inject',
  async prove(lab) {
    const talking = Object.entries(talkers).filter(([, { isRare }]) => lab.pick(!isRare, true));
    const attempts = [
      ...lab.pick([307], [300, 301, 302, 303, 305, 307, 308]).map((status) => () => redirect(lab, status)),
      ...talking.map(
        ([name, talker]) =>
          () =>
            listenTo(lab, name, talker),
      ),
      ...listInjections(lab).map((one) => () => inject(lab, one)),
      () => injectByData(lab),
    ];
    try {
      await tryEach(attempts, (attempt) => attempt());
    } finally {
      await closeReceivers();
    }
    return {
      tried:
        'receivers that redirect, answer without end, drip, break the rules of HTTP or smuggle a second answer; line breaks in every setting and name that becomes a header',
      times: attempts.length,
      lost: 0,
    };
  },
};

async function redirect(lab, status) {
  const [elsewhere, here] = [await startReceiver(), await startReceiver({ answer: (...said) => lead(...said) })];
  const lead = answerWith(status, { location: `${elsewhere.url}?leaked=1` });
  const project = makeRecordedProject(lab, `redirect-${status}`, {
    runner_http_url: here.url,
    runner_http_token: 'not-for-others',
  });
  await project.deliverUntilTrouble();
  const { owed, trouble } = project.readReceipt();
  assert.equal(elsewhere.connections(), 0, `${status} was followed`);
  assert.equal(owed, project.count);
  assert.match(trouble, /redirects are not followed \(it leads to http:\/\/localhost:\d+\/hook\)/);
}

const filler = 'x'.repeat(1000);

/** `say` is written when a request comes; `andThen` goes on. What must come of it: a reason, dead letters, or success. */
const talkers = {
  'endless-acceptance': { say: 'HTTP/1.1 200 OK\r\n\r\n', andThen: writeForEver, delivered: true },
  'endless-refusal': { say: 'HTTP/1.1 422 No\r\n\r\n', andThen: writeForEver, deadAnswerBytes: 16 * 1024 },
  'dripping-headers': {
    say: 'HTTP/1.1 200 OK\r\n',
    andThen: (socket) => every20ms(socket, 'x: y\r\n'),
    trouble: /runner_http_timeout/,
  },
  'endless-headers': {
    say: 'HTTP/1.1 200 OK\r\nx: ',
    andThen: writeForEver,
    trouble: /headers of its answer are larger|not HTTP/,
  },
  'dripping-body': {
    isRare: true,
    say: 'HTTP/1.1 201 Created\r\ncontent-length: 1000\r\n\r\n',
    andThen: (socket) => every20ms(socket, 'x'),
    delivered: true,
  },
  silence: { isRare: true, say: '', trouble: /runner_http_(headers_)?timeout/ },
  'no-http': { isRare: true, say: '220 mail.example ESMTP\r\n', trouble: /is not HTTP/ },
  'two-lengths': {
    isRare: true,
    say: 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
    trouble: /not HTTP|rules of HTTP/,
  },
  'smuggled-refusal': {
    say: 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 422 No\r\ncontent-length: 0\r\n\r\n',
    delivered: true,
  },
  reset: {
    isRare: true,
    say: 'HTTP/1.1 2',
    andThen: (socket) => socket.resetAndDestroy(),
    trouble: /closed the connection/,
  },
};

function writeForEver(socket) {
  const write = () => {
    while (!socket.destroyed && socket.write(filler));
  };
  socket.on('drain', write);
  write();
}

function every20ms(socket, text) {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on('close', () => clearInterval(timer));
}

async function listenTo(lab, name, { say, andThen, delivered, trouble, deadAnswerBytes }) {
  const sockets = [];
  const { url } = await startRaw((socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => {
      if (!chunk.toString('latin1').startsWith('POST ')) return;
      socket.write(say);
      andThen?.(socket);
    });
  });
  const settings = { runner_http_url: url, runner_http_timeout: 0.5, runner_http_headers_timeout: 0.4 };
  const project = makeRecordedProject(lab, name, settings, { events: makeEvents(1) });
  const { stderr } = await (trouble ? project.deliverUntilTrouble() : project.deliver());
  const receipt = project.readReceipt();
  if (trouble) assert.match(receipt.trouble, trouble, name);
  assert.equal(receipt.owed, trouble ? project.count : 0, `${name}: ${stderr}`);
  assert.equal(receipt.rejected, deadAnswerBytes ? project.count : 0, `${name}: ${stderr}`);
  if (delivered) assert.equal(receipt.delivered, project.count, name);
  for (const { answer } of await project.readDeadLetters()) assert.equal(answer.length, deadAnswerBytes, name);
  // What the system's buffers took beside is not ours to bound.
  for (const { bytesWritten } of sockets) assert.ok(bytesWritten < 32e6, `${name}: ${bytesWritten} bytes were taken`);
}

const evil = 'good\r\nx-evil: canary-header';

/** Settings that would put a line break into the head of a request: refused before anything is sent. */
function listInjections(lab) {
  const tokenFile = join(lab.directory, 'token');
  writeFileSync(tokenFile, evil);
  const socket = join(lab.directory, 'injected.sock');
  return [
    ['header', { runner_http_headers: { 'x-good': evil } }],
    ['header-name', { runner_http_headers: { 'x-good: 1\r\nx-evil': 'canary-header' } }],
    ['token', { runner_http_token: evil }],
    ['token-file', { runner_http_token_file: tokenFile }],
    ['source', { runner_http_format: 'cloudevents-binary', runner_http_source: evil }],
    ['path', { runner_http_url: `unix://${socket}`, runner_http_path: `/ HTTP/1.1\r\nx-evil: canary-header` }],
    ['url', { runner_http_url: `http://127.0.0.1:1/ HTTP/1.1\r\nx-evil: canary-header` }],
    ['environment', {}, { RUNNER_HTTP_TOKEN: evil }],
  ].map(([name, settings, env]) => ({ name, settings, env }));
}

async function inject(lab, { name, settings, env }) {
  const receiver = await startReceiver();
  const project = makeRecordedProject(lab, `inject-${name}`, { runner_http_url: receiver.url, ...settings }, { env });
  const child = project.startDelivery();
  const { code, stderr } = await Promise.race([
    child.ended,
    child.said(/; trying again/).then(
      () => stop(child),
      () => child.ended,
    ),
  ]);
  for (const { headers, path } of receiver.received) {
    assert.ok(!('x-evil' in headers), `${name}: it got through`);
    assert.ok(!path.includes('evil'), name);
  }
  if (code !== 0) assert.doesNotMatch(stderr, /canary-header/, `${name}: the value is shown`);
  if (name !== 'url' && name !== 'path') assert.match(stderr, /ERR_PLUGIN_(OPEN|SETTING)|cannot/, `${name}: ${stderr}`);
}

async function stop(child) {
  child.kill('SIGTERM');
  return await child.ended;
}

/** Names of hosts, tasks and runs come from others. */
async function injectByData(lab) {
  const receiver = await startReceiver();
  const event_data = { host: 'web\r\nx-evil: 1', task: evil };
  const events = [{ event: 'runner_on_ok\r\nx-evil: 2', event_data }, { event_data: { host: 'wéb\u0000\u2028' } }];
  const settings = { runner_http_url: receiver.url, runner_http_format: 'cloudevents-binary' };
  const project = makeRecordedProject(lab, 'by-data', settings, { events });
  const { code, stderr } = await project.deliver();
  assert.equal(code, 0, stderr);
  assert.deepEqual(listReceived(receiver), project.ids);
  for (const { headers } of receiver.received) assert.ok(!('x-evil' in headers), JSON.stringify(headers));
}
