import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { closeReceivers, startReceiver } from '../lib/receivers.mjs';
import { listReceived, makeEvents, makeRecordedProject } from '../lib/recorded-project.mjs';

// The reference verifier, a dependency of the sink's tests.
const { Webhook } = createRequire(new URL('../../plugins/http/package.json', import.meta.url))('standardwebhooks');

export const row = {
  number: 15,
  promise: 'signatures are those of Standard Webhooks, also while one key replaces another',
  async prove(lab) {
    try {
      await checkVector(lab);
      const requests = await rotateKeys(lab, lab.pick(12, 500));
      await checkTampering(lab);
      return {
        tried:
          "the specification's vector; a rotation of keys in mid-delivery, each request given to the reference verifier; unsigned, foreign and altered requests",
        times: requests,
        lost: 0,
      };
    } finally {
      await closeReceivers();
    }
  },
};

/** The example of the Standard Webhooks libraries, computed by the built sink at that time of the clock. */
async function checkVector(lab) {
  const module = pathToFileURL(join(lab.product.plugin('http'), 'dist/sign-request.js')).href;
  const source = `
    Date.now = () => 1614265330_000;
    const { readSigningKeys } = await import(${JSON.stringify(module)});
    const sign = readSigningKeys('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    console.log(sign('msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}').at(-1));`;
  const { stdout, stderr } = await lab.start(process.execPath, ['--input-type=module', '-e', source]).ended;
  assert.equal(stdout.trim(), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', stderr);
}

/** The receiver knows the old key, then from a request on only the new one; the sender signs with both. */
async function rotateKeys(lab, count) {
  const [before, after, foreign] = [makeKey(), makeKey(), makeKey()];
  const refusals = [];
  let answered = 0;
  const receiver = await startReceiver({
    answer: (received, response) => {
      answered += 1;
      const key = answered <= count / 2 ? before : after;
      // Every third is told to come again: the same id must be signed anew.
      const isBusy = answered % 3 === 0;
      if (!isAccepted(key, received)) refusals.push(received.headers['webhook-id']);
      else if (isAccepted(foreign, received)) refusals.push('a key that nobody has signed with');
      response.writeHead(isBusy ? 503 : 204).end();
    },
  });
  const settings = { runner_http_url: receiver.url, runner_http_signing_keys: [after, before] };
  const project = makeRecordedProject(lab, 'rotation', settings, { events: makeEvents(count - 3) });
  const { code, stderr } = await project.deliver();
  assert.equal(code, 0, stderr);
  assert.deepEqual(refusals, [], 'each request is signed with both keys');
  assert.deepEqual([...new Set(listReceived(receiver))], project.ids);
  for (const { headers } of receiver.received) assert.equal(headers['webhook-id'], headers['idempotency-key']);
  return receiver.received.length;
}

/** `callboard listen` answers 401 to whatever its key does not fit; then nothing counts as delivered. */
async function checkTampering(lab) {
  const [ours, theirs] = [makeKey(), makeKey()];
  const listening = lab.callboard(['listen', '--http', '0', '--secret', ours, '--json']);
  const [, url] = await listening.said(/listening at (\S+)/);
  for (const [name, keys] of Object.entries({ unsigned: {}, foreign: { runner_http_signing_keys: theirs } })) {
    const project = makeRecordedProject(lab, name, { runner_http_url: url, ...keys });
    assert.equal((await project.deliverUntilTrouble()).code, 1);
    const { owed, trouble } = project.readReceipt();
    assert.equal(owed, project.count, name);
    assert.match(trouble, /answered 401/);
  }
  const right = makeRecordedProject(lab, 'right', { runner_http_url: url, runner_http_signing_keys: [theirs, ours] });
  assert.equal((await right.deliver()).code, 0);
  listening.kill('SIGTERM');
  await listening.ended;
  await alter(lab, ours);
}

/** A bit of the body, of the id or of the time is another: the verifier refuses. */
async function alter(lab, key) {
  const receiver = await startReceiver();
  const project = makeRecordedProject(lab, 'altered', { runner_http_url: receiver.url, runner_http_signing_keys: key });
  assert.equal((await project.deliver()).code, 0);
  for (const received of receiver.received) {
    assert.ok(isAccepted(key, received));
    const body = Buffer.from(received.body);
    body[lab.random.below(body.length)] ^= 1;
    assert.ok(!isAccepted(key, { ...received, body }), 'an altered body');
    for (const [name, value] of Object.entries({ 'webhook-id': 'past:0', 'webhook-timestamp': '1' })) {
      assert.ok(!isAccepted(key, { ...received, headers: { ...received.headers, [name]: value } }), name);
    }
  }
}

function makeKey() {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function isAccepted(key, { headers, body }) {
  try {
    new Webhook(key).verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
