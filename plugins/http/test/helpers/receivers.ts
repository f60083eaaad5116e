import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createServer as createNetServer } from 'node:net';
import type { TlsOptions } from 'node:tls';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** How many connections were accepted. */
  readonly connections: () => number;
  close(): Promise<void>;
}

export type Answer = (received: Received, response: ServerResponse, count: number) => void;

export interface ReceiverOptions {
  readonly answer?: Answer;
  readonly tls?: TlsOptions;
  readonly socketPath?: string;
}

const open = new Set<() => Promise<void>>();

/** What was not closed. */
export async function closeReceivers(): Promise<void> {
  for (const close of open) await close();
}

function closeOnce(close: () => Promise<void>): () => Promise<void> {
  const closeIt = async (): Promise<void> => {
    if (open.delete(closeIt)) await close();
  };
  open.add(closeIt);
  return closeIt;
}

/** A real HTTP server that keeps what it is sent. It answers 200 unless told otherwise. */
export async function startReceiver({ answer = accept, tls, socketPath }: ReceiverOptions = {}): Promise<Receiver> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const entry = { method, path, headers, body: Buffer.concat(chunks) };
      received.push(entry);
      answer(entry, response, received.length);
    });
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  let connections = 0;
  server.on(tls ? 'secureConnection' : 'connection', () => {
    connections += 1;
  });
  server.on('tlsClientError', () => undefined);
  const port = await listen(server, socketPath);
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${port}/hook`,
    port,
    received,
    connections: () => connections,
    close: closeOnce(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }),
  };
}

function accept(_: Received, response: ServerResponse): void {
  response.end('ok');
}

export function answerWith(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  return (_, response) => response.writeHead(status, headers).end(body);
}

/** A server of bytes, for what no HTTP server would say. */
export async function startRaw(
  serve: (socket: Socket) => void,
): Promise<{ url: string; port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    close: closeOnce(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }),
  };
}

async function listen(server: NetServer, socketPath?: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (socketPath === undefined) server.listen(0, 'localhost', resolve);
    else server.listen(socketPath, resolve);
  });
  return socketPath === undefined ? (server.address() as AddressInfo).port : 0;
}
