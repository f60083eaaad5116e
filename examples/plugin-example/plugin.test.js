import { sinkConformance, startHttpReceiver } from '@callboard/testkit';

sinkConformance({
  package: new URL('.', import.meta.url),
  secrets: { example_token: 'a-token-that-must-not-be-seen' },
  startReceiver: (offer) =>
    startHttpReceiver(offer, {
      read: (_headers, body) => JSON.parse(body).map(({ id, data }) => ({ id, body: JSON.stringify(data) })),
      settings: (url) => ({ example_url: url }),
    }),
});
