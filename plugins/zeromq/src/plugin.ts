import { type Delivery, type DeliveryResult, defineSink, delivered, retry } from '@callboard/contract';
import type { Dealer, Publisher } from 'zeromq';
import { openSocket, type Socket } from './open-socket.js';
import { sendWithAcks } from './send-with-acks.js';
import { settings, type ZeromqSettings } from './settings.js';

/** Delivers records over ZeroMQ. Only `dealer` can know that they have arrived. */
export default defineSink({
  name: 'zeromq',
  settings,
  batch: (given: ZeromqSettings) => ({ records: given.zeromq_pattern === 'dealer' ? 100 : 500 }),

  open: (context): Promise<Socket> => openSocket(context.settings, context.ident),

  async deliver(batch, { session, settings: given, signal, trace, ident }): Promise<DeliveryResult> {
    for (const { id, json } of trace ? batch : []) trace?.('request', `${id} ${json}`);
    const result = await send(session, batch, given, signal, ident);
    trace?.('answer', describe(result, given));
    return result;
  },

  close({ session }) {
    session.close();
  },
});

async function send(
  socket: Socket,
  batch: readonly Delivery[],
  given: ZeromqSettings,
  signal: AbortSignal,
  ident: string,
): Promise<DeliveryResult> {
  try {
    if (given.zeromq_pattern === 'dealer') {
      return await sendWithAcks(socket as Dealer, batch, given.zeromq_ack_timeout * 1000, signal);
    }
    for (const delivery of batch) {
      if (given.zeromq_pattern === 'pub') {
        await (socket as Publisher).send([fillTopic(given.zeromq_topic, delivery, ident), delivery.json]);
      } else {
        await socket.send(delivery.json);
      }
    }
    return delivered();
  } catch (thrown) {
    return retry(explain(thrown, given));
  }
}

function fillTopic(topic: string, { kind, data }: Delivery, ident: string): string {
  if (!topic.includes('{')) return topic;
  const name = 'event' in data ? data.event : data.status;
  return topic.replaceAll('{ident}', ident).replaceAll('{kind}', kind).replaceAll('{name}', name);
}

function explain(thrown: unknown, given: ZeromqSettings): string {
  const error = thrown as NodeJS.ErrnoException;
  if (error.code !== 'EAGAIN') return error.message;
  return `nobody took a message within ${given.zeromq_send_timeout} s: is a receiver at runner_socket_url, and does it keep up?`;
}

function describe(result: DeliveryResult, given: ZeromqSettings): string {
  if (result.outcome !== 'delivered') return `${result.outcome}: ${result.reason}`;
  return given.zeromq_pattern === 'dealer'
    ? 'acknowledged'
    : `handed to ZeroMQ; ${given.zeromq_pattern} cannot know more`;
}
