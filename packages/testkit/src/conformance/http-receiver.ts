import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConformanceReceiver, Offer, OfferedRecord, Verdict } from './receiver.js';

/** How an HTTP receiver understands the sink that is tested. */
export interface HttpReceiverOptions {
  /** Finds the records of a request. */
  readonly read: (headers: IncomingHttpHeaders, body: string) => readonly OfferedRecord[];
  /** The settings of the sink that sends to this URL. */
  readonly settings: (url: string) => Readonly<Record<string, unknown>>;
}

/** A receiver for sinks that speak HTTP: 204 accepts, 503 asks for a retry, 422 rejects. */
export async function startHttpReceiver(offer: Offer, options: HttpReceiverOptions): Promise<ConformanceReceiver> {
  let server = createOne(offer, options);
  const port = await listen(server, 0);
  return {
    settings: options.settings(`http://127.0.0.1:${port}/`),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    start: async () => {
      server = createOne(offer, options);
      await listen(server, port);
    },
  };
}

const codes: { readonly [Answer in Exclude<Verdict['answer'], 'hang'>]: number } = {
  accept: 204,
  retry: 503,
  reject: 422,
};

function createOne(offer: Offer, { read }: HttpReceiverOptions): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void offer(read(request.headers, Buffer.concat(chunks).toString())).then(({ answer }) => {
        if (answer !== 'hang') response.writeHead(codes[answer]).end();
      });
    });
  });
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
