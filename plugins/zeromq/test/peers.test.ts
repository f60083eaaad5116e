import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { makeDelivery, openPlugin } from './helpers.js';

const peers = process.env['CALLBOARD_TEST_PEERS'];
const skip = !peers && 'CALLBOARD_TEST_PEERS is not set';

/** A receiver in Python, written against pyzmq alone. Says its port, then a JSON list of frames for each message. */
const receiver = `
import json, sys, zmq
kind, count = sys.argv[1], int(sys.argv[2])
socket = zmq.Context().socket(getattr(zmq, kind))
if kind == 'SUB':
    socket.setsockopt_string(zmq.SUBSCRIBE, 'callboard.demo.event.')
socket.setsockopt(zmq.RCVTIMEO, 20000)
print(socket.bind_to_random_port('tcp://127.0.0.1'), flush=True)
for _ in range(count):
    print(json.dumps([frame.decode() for frame in socket.recv_multipart()]), flush=True)
`;

async function listen(
  kind: 'PULL' | 'SUB',
  count: number,
): Promise<{ address: string; messages: AsyncIterator<string>; ended: Promise<unknown> }> {
  const child = spawn(join(peers ?? '', 'python'), ['-c', receiver, kind, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  after(() => void child.kill());
  const ended = once(child, 'exit');
  const messages = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await messages.next();
  return { address: `tcp://127.0.0.1:${value}`, messages, ended };
}

test('pyzmq PULL gets one frame of JSON each, in order', { skip }, async () => {
  const batch = Array.from({ length: 500 }, (_, index) =>
    makeDelivery(index + 1, { event: 'verbose', stdout: `grüße ${index}` }),
  );
  const { address, messages, ended } = await listen('PULL', batch.length);
  const sink = await openPlugin({ runner_socket_url: address });
  assert.deepEqual(await sink.deliver(batch), { outcome: 'delivered' });
  for (const { json } of batch) assert.deepEqual(JSON.parse((await messages.next()).value as string), [json]);
  await sink.close();
  assert.deepEqual(await ended, [0, null]);
});

test('pyzmq SUB gets topic and JSON of what it has subscribed to', { skip }, async () => {
  const { address, messages, ended } = await listen('SUB', 1);
  const sink = await openPlugin({ runner_socket_url: address, zeromq_pattern: 'pub' });
  const delivery = makeDelivery(3, { event: 'runner_on_ok', counter: 3 });
  let arrived = false;
  const message = messages.next().then(({ value }) => {
    arrived = true;
    return JSON.parse(value as string) as string[];
  });
  // Whoever subscribes learns of a publisher a little later: publish until something arrives.
  while (!arrived) {
    await sink.deliver([delivery]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(await message, ['callboard.demo.event.runner_on_ok', delivery.json]);
  await sink.close();
  assert.deepEqual(await ended, [0, null]);
});
