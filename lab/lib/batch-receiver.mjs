import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * An HTTP receiver of CloudEvents in batches. It notes every record that comes, and answers as it is told to.
 * @param {(records: { id: string, n: number, body: string }[]) => Answer | Promise<Answer>} judge called for each request
 * @typedef {{ status: number, headers?: object } | 'hang' | 'cut' | 'lost'} Answer `cut`: taken, and the connection ends
 *   without an answer; `lost`: the same, and not taken
 * @returns {Promise<{ url: string, arrived: { id: string, n: number, body: string }[], close: () => Promise<void> }>}
 *   `arrived`: records that were taken, or may have been
 */
export async function startBatchReceiver(judge) {
  const arrived = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('error', () => undefined);
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const records = readBatch(Buffer.concat(chunks).toString());
      const answer = await judge(records);
      if (answer === 'hang' || answer === 'cut' || answer.status < 300) arrived.push(...records);
      if (answer === 'cut' || answer === 'lost') request.socket.destroy();
      else if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, arrived, close };
}

function readBatch(body) {
  return JSON.parse(body).map((event) => ({
    id: event.id,
    n: Number(event.id.slice(event.id.lastIndexOf(':') + 1)),
    body: JSON.stringify(event),
  }));
}

/** Settings of a project whose HTTP sink sends there. */
export function sendTo(url, delivery) {
  const settings = { runner_http_url: url, runner_http_format: 'cloudevents-batch', runner_http_proxy: 'none' };
  return { ...settings, runner_http_timeout: 0.5, runner_http_headers_timeout: 0.5, delivery };
}
