import { type ConformanceReceiver, type Offer, sinkConformance, type Verdict } from '@callboard/testkit';
import { curveKeyPair, Router } from 'zeromq';

const [server, client] = [curveKeyPair(), curveKeyPair()];
const makeRouter = (): Router => new Router({ curveServer: true, curveSecretKey: server.secretKey });

/** Only DEALER knows what has arrived, so only it can be held to this. */
sinkConformance({
  package: new URL('../', import.meta.url),
  secrets: { zeromq_secret_key: client.secretKey },
  startReceiver: async (offer): Promise<ConformanceReceiver> => {
    let router = makeRouter();
    await router.bind('tcp://127.0.0.1:*');
    const address = router.lastEndpoint ?? '';
    let served = serve(router, offer);
    return {
      settings: {
        runner_socket_url: address,
        zeromq_pattern: 'dealer',
        zeromq_ack_timeout: 1,
        zeromq_server_key: server.publicKey,
        zeromq_public_key: client.publicKey,
      },
      stop: async () => {
        router.close();
        await served;
      },
      start: async () => {
        router = makeRouter();
        await router.bind(address);
        served = serve(router, offer);
      },
    };
  },
});

/**
 * Answers one message after the other, until the socket is closed. What stands behind one that was not taken is
 * refused until that one comes again: a batch is on its way as a whole, and the order is the receiver's to keep.
 */
async function serve(router: Router, offer: Offer): Promise<void> {
  let awaited = { ident: '', n: Infinity };
  for await (const [peer, version, id, data] of router) {
    if (!peer || !version || !id || !data) continue;
    const name = id.toString();
    const [ident = '', n] = name.split(':');
    const isEarly = ident === awaited.ident && Number(n) > awaited.n;
    const verdict: Verdict = isEarly ? { answer: 'retry' } : await offer([{ id: name, body: data.toString() }]);
    const isTaken = verdict.answer !== 'hang' && verdict.answer !== 'retry';
    if (!isEarly) awaited = { ident, n: isTaken ? Infinity : Number(n) };
    if (router.closed || verdict.answer === 'hang') continue;
    const isRejected = verdict.answer === 'reject' && verdict.ids.includes(name);
    const words = isRejected ? ['rejected', 'poison'] : verdict.answer === 'retry' ? ['retry', '', 'busy'] : ['ok'];
    await router.send([peer, version, id, ...words]).catch(() => undefined);
  }
}
