import type * as Zeromq from 'zeromq';
import { checkKeys, readAddresses, type ZeromqSettings } from './settings.js';

/** Options that all of them share. A message waits only for connections that stand. */
function describeSocket(zeromq: typeof Zeromq, given: ZeromqSettings): Record<string, unknown> {
  return {
    sendHighWaterMark: given.zeromq_high_water_mark,
    sendTimeout: given.zeromq_send_timeout * 1000,
    linger: given.zeromq_linger * 1000,
    // A receiver that is not there yet is found soon after it is.
    reconnectInterval: 100,
    reconnectMaxInterval: 2000,
    ...describeCurve(zeromq, given),
  };
}

function describeCurve(zeromq: typeof Zeromq, given: ZeromqSettings): Record<string, unknown> {
  const { zeromq_server_key, zeromq_public_key, zeromq_secret_key, zeromq_bind } = given;
  if (zeromq_bind && zeromq_secret_key !== undefined) return { curveServer: true, curveSecretKey: zeromq_secret_key };
  if (zeromq_server_key === undefined) return {};
  const made = zeromq_public_key === undefined ? zeromq.curveKeyPair() : undefined;
  return {
    curveServerKey: zeromq_server_key,
    curvePublicKey: made?.publicKey ?? zeromq_public_key,
    curveSecretKey: made?.secretKey ?? zeromq_secret_key,
  };
}

export type Socket = Zeromq.Push | Zeromq.Publisher | Zeromq.Dealer;

/** A socket of the pattern that the settings ask for, connected or bound. */
export async function openSocket(given: ZeromqSettings, ident: string): Promise<Socket> {
  const addresses = readAddresses(given.runner_socket_url);
  checkKeys(given);
  const zeromq = await import('zeromq');
  const socket = makeSocket(zeromq, given, ident);
  try {
    for (const address of addresses) {
      if (given.zeromq_bind) await socket.bind(address);
      else socket.connect(address);
    }
    return socket;
  } catch (thrown) {
    socket.close();
    throw thrown;
  }
}

function makeSocket(zeromq: typeof Zeromq, given: ZeromqSettings, ident: string): Socket {
  const options = describeSocket(zeromq, given);
  if (given.zeromq_pattern === 'pub') return new zeromq.Publisher(options);
  if (given.zeromq_pattern === 'dealer') {
    // The receiver tells runs apart by it, and knows a run again that comes back.
    return new zeromq.Dealer({ ...options, immediate: true, routingId: `callboard ${ident}`.slice(0, 255) });
  }
  return new zeromq.Push({ ...options, immediate: true });
}
