import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { programs } from './folders.mjs';

/**
 * A receiver in a process of its own, since sender and receiver are so in life.
 * @param {number | 'never'} delay milliseconds until it answers
 */
export async function startReceiver(delay) {
  const child = fork(join(programs, 'receive.mjs'), [String(delay)]);
  const ended = once(child, 'exit');
  const [port] = await once(child, 'message');
  return {
    url: makeUrl(port),
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}

/** The URL of a port that was free a moment ago: nobody listens there. */
export async function findDeadUrl() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return makeUrl(port);
}

function makeUrl(port) {
  return `http://127.0.0.1:${port}/hook`;
}
