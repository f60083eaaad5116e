// Plays over HTTP: as many at once as the machine can bear, the others wait.
//
//     node examples/dist/server.js [private data dir] [port]
//     curl -X POST 'http://127.0.0.1:8080/runs?playbook=site.yml'     → {"ident": …}
//     curl http://127.0.0.1:8080/runs/<ident>                         → status
//     curl http://127.0.0.1:8080/runs/<ident>/events?from=1           → events as lines, live
//     curl -X DELETE http://127.0.0.1:8080/runs/<ident>               → cancelled
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CallboardError, openRun, run } from 'callboard';

const [privateDataDir = 'examples/hello', port = '8080'] = process.argv.slice(2);
const atOnce = 4; // An Ansible with its forks fills a processor.
const waiting = new Map<string, () => void>();
const stops = new Map<string, AbortController>();
let running = 0;

const server = createServer((request, response) => {
  answer(request, response).catch((thrown: unknown) => {
    if (response.headersSent) response.destroy();
    else reply(response, ...explain(thrown));
  });
});
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/runs`);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, , ident, part] = url.pathname.split('/');
  if (request.method === 'POST')
    return reply(response, 202, { ident: accept(url.searchParams.get('playbook') ?? 'site.yml') });
  if (ident === undefined) return reply(response, 404, {});
  if (request.method === 'DELETE') {
    stops.get(ident)?.abort();
    return reply(response, stops.has(ident) ? 202 : 404, {});
  }
  if (part === 'events') return await sendEvents(ident, Number(url.searchParams.get('from') ?? 1), response);
  if (waiting.has(ident)) return reply(response, 200, { status: 'waiting' });
  const recorded = await openRun(privateDataDir, ident);
  reply(response, 200, { status: recorded.status, rc: recorded.rc, stats: await recorded.stats() });
}

/** The run's own process, another's, one of last week: all are read the same way. */
async function sendEvents(ident: string, from: number, response: ServerResponse): Promise<void> {
  const recorded = await openRun(privateDataDir, ident);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  await pipeline(Readable.from(toLines(recorded.events.from(from))), response);
}

async function* toLines(events: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(event)}\n`;
}

function accept(playbook: string): string {
  const ident = randomUUID();
  const stop = new AbortController();
  stops.set(ident, stop);
  // Nobody awaits it here: what fails is told where it can be seen.
  conduct(ident, playbook, stop.signal)
    .catch((thrown: unknown) => console.error(`run ${ident}: ${String(thrown)}`))
    .finally(() => stops.delete(ident));
  return ident;
}

async function conduct(ident: string, playbook: string, signal: AbortSignal): Promise<void> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.set(ident, resolve));
  else running++;
  try {
    const result = await run({ privateDataDir, playbook, ident, signal, timeout: 3600, rotateArtifacts: 200 });
    console.log(`run ${ident}: ${result.status}`);
  } finally {
    // Whoever waits takes over the place.
    const [next] = waiting;
    if (next === undefined) running--;
    else {
      waiting.delete(next[0]);
      next[1]();
    }
  }
}

function explain(thrown: unknown): [code: number, body: object] {
  if (!(thrown instanceof CallboardError)) return [500, { error: String(thrown) }];
  const isTheirs = ['ERR_RUN_NOT_FOUND', 'ERR_IDENT'].includes(thrown.code);
  return [isTheirs ? 404 : 500, { error: thrown.code, message: thrown.message }];
}

function reply(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}
