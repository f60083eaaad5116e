import { defineSink, delivered, rejected, retry } from '@callboard/contract';

export default defineSink({
  name: 'example',
  settings: {
    example_url: { type: 'string', required: true, description: 'Where records are sent with POST.' },
    example_token: { type: 'string', secret: true, description: 'A bearer token.' },
  },
  batch: { records: 50 },

  // One attempt: say how it went. The runner keeps the order, retries, waits and remembers.
  async deliver(batch, { settings, signal, trace }) {
    const source = '//example.test/callboard';
    const events = batch.map(({ id, kind, data }) => ({ specversion: '1.0', id, source, type: kind, data }));
    const body = JSON.stringify(events);
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    if (settings.example_token) headers.authorization = `Bearer ${settings.example_token}`;
    trace?.('request', `POST ${settings.example_url} ${body}`);
    const response = await fetch(settings.example_url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    const answer = (await response.text()).slice(0, 2000);
    trace?.('answer', `${response.status} ${answer}`);
    if (response.ok) return delivered();
    const reason = `the receiver answered ${response.status}`;
    const ids = batch.map(({ id }) => id);
    // All of them: the runner halves the batch until it has found the one at fault.
    if (response.status === 422) return rejected(ids, reason, { answer });
    return retry(reason, { answer });
  },
});
