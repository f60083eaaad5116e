import { sinkConformance, startHttpReceiver } from '@callboard/testkit';

interface CloudEvent {
  readonly id: string;
  readonly data: unknown;
}

/** Batches, where more can go wrong; single records are the same with one record a batch. */
sinkConformance({
  package: new URL('../', import.meta.url),
  secrets: { runner_http_token: 'a-token-that-must-not-be-seen' },
  startReceiver: (offer) =>
    startHttpReceiver(offer, {
      read: (_headers, body) =>
        (JSON.parse(body) as CloudEvent[]).map(({ id, data }) => ({ id, body: JSON.stringify(data) })),
      settings: (url) => ({ runner_http_url: url, runner_http_format: 'cloudevents-batch' }),
    }),
});
