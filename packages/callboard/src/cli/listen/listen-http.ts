import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CallboardError, describeThrown } from '../../errors.js';
import { decodeRequest, largestBody, readText } from './decode-request.js';
import { Unreadable } from './incoming.js';
import type { Listening, ListenTask } from './listening.js';
import { createConduct } from './misbehave.js';
import type { CheckSignature } from './verify-signature.js';

export interface HttpPlace {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** Receives on a port or a unix socket. Throws where it can't be opened. */
export async function listenHttp(
  place: HttpPlace | { readonly path: string },
  task: ListenTask,
  check: CheckSignature | undefined,
): Promise<Listening> {
  const receiver = new Receiver(task, check);
  const server = createServer((request, response) => void receiver.serve(request, response));
  await open(server, place);
  const bound = server.address() as AddressInfo | string;
  return {
    address: typeof bound === 'string' ? `unix://${bound}` : `http://${showHost(bound)}:${bound.port}/`,
    port: typeof bound === 'string' ? undefined : bound.port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      if ('path' in place) await rm(place.path, { force: true });
    },
  };
}

async function open(server: Server, place: ListenOptions): Promise<void> {
  try {
    server.listen(place);
    await once(server, 'listening');
  } catch (thrown) {
    throw new CallboardError(
      'ERR_OPTION_TYPE',
      `Cannot listen there: ${describeThrown(thrown)}. Choose another address.`,
    );
  }
}

function showHost({ address, family }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]` : address;
}

class Receiver {
  readonly #task: ListenTask;
  readonly #check: CheckSignature | undefined;
  readonly #decide: ReturnType<typeof createConduct>;

  constructor(task: ListenTask, check: CheckSignature | undefined) {
    this.#task = task;
    this.#check = check;
    this.#decide = createConduct(task.mischief);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#receive(request, response);
    } catch (thrown) {
      const why = describeThrown(thrown);
      this.#task.notebook.refuse(`400  ${why}`);
      answer(response, thrown instanceof Unreadable ? 400 : 500, why);
    }
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' && request.method !== 'PUT') return answer(response, 405, 'send records with POST');
    const body = await readBody(request);
    if (!body) return;
    const text = await readText(body, request.headers);
    const flaw = this.#check?.(request.headers, text);
    if (flaw !== undefined) {
      this.#task.notebook.refuse(`401  ${flaw}`);
      return answer(response, 401, flaw);
    }
    await this.#respond(decodeRequest(text, request.headers), response);
  }

  async #respond(records: ReturnType<typeof decodeRequest>, response: ServerResponse): Promise<void> {
    const { notebook, mischief } = this.#task;
    const conduct = this.#decide(records);
    if (mischief.delayMs > 0) await wait(mischief.delayMs);
    if (conduct.act === 'hang') return notebook.refuse('no answer', records);
    if (conduct.act === 'drop') {
      notebook.refuse('connection closed', records);
      response.destroy();
      return;
    }
    const { status } = conduct;
    if (status < 300) {
      // The sender may count on what it has been told: written down before the answer.
      notebook.take(records);
      return answer(response, status);
    }
    notebook.refuse(String(status), records);
    if (mischief.retryAfter !== undefined) response.setHeader('retry-after', mischief.retryAfter);
    answer(response, status, `answered with ${status} on purpose`);
  }
}

/** Undefined where the sender went away in the middle. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > largestBody) throw new Unreadable(`the body is larger than ${largestBody} bytes`);
    }
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw thrown;
    return undefined;
  }
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, why?: string): void {
  response.statusCode = status;
  if (why === undefined || status === 204) return void response.end();
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ error: why }));
}
