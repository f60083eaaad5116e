import { setImmediate as turn } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { buildConnector, Client, type Dispatcher, ProxyAgent } from 'undici';
import type { Proxy } from './choose-proxy.js';
import type { Target } from './read-target.js';
import type { TlsOptions } from './read-tls.js';

/** Below the 5 s after which Node's own servers close: a request on a connection that is being closed is lost. */
const keepAliveTimeout = 4000;

export interface Lane {
  readonly dispatcher: Dispatcher;
  /** The error behind one that only says that the connection was closed. */
  findCause(thrown: unknown): Promise<unknown>;
}

/** One connection to the receiver, made when it is first needed and again when it was lost. */
export function createLane(target: Target, proxy: Proxy | undefined, tls: TlsOptions, timeout: number): Lane {
  const { origin, socketPath } = target;
  const isSecure = origin.startsWith('https:');
  const connect = { timeout, ...(isSecure && tls), ...(socketPath !== undefined && { socketPath }) };
  if (proxy) {
    // Plain requests go to the proxy as they are: many refuse tunnels to ports other than 443.
    const way = { proxyTunnel: false, requestTls: connect, proxyTls: { timeout }, connections: 1, keepAliveTimeout };
    return { dispatcher: new ProxyAgent({ uri: proxy.url.href, ...way }), findCause: async (thrown) => thrown };
  }
  if (!isSecure)
    return { dispatcher: new Client(origin, { connect, keepAliveTimeout }), findCause: async (thrown) => thrown };
  return createSecureLane(origin, connect);
}

/**
 * Node tells of a fatal TLS alert (no client certificate, for one) only after it has told of the end of the connection,
 * which is what undici reports. So the alert is kept, and looked for when there was no answer.
 */
function createSecureLane(origin: string, options: buildConnector.BuildOptions): Lane {
  let alert: Error | undefined;
  const connectPlainly = buildConnector(options) as (...args: Parameters<buildConnector.connector>) => TLSSocket;
  const connect: buildConnector.connector = (where, callback) => {
    alert = undefined;
    connectPlainly(where, callback).on('_tlsError', (error: Error) => {
      alert = error;
    });
  };
  const findCause = async (thrown: unknown): Promise<unknown> => {
    await turn();
    return alert ?? thrown;
  };
  return { dispatcher: new Client(origin, { connect, keepAliveTimeout }), findCause };
}
