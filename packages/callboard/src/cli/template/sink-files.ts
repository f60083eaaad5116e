import type { PluginNames } from './write-plugin.js';

export function sinkFiles({ name, packageName }: PluginNames): Record<string, string> {
  return { 'src/plugin.ts': writeSource(name), 'test/plugin.test.ts': writeTest(name, packageName) };
}

/** Complete, and short enough to be changed into whatever is wanted. */
function writeSource(name: string): string {
  return `import { defineSink, delivered, rejected, retry } from '@callboard/contract';

export default defineSink({
  name: '${name}',
  settings: {
    ${name}_url: { type: 'string', required: true, description: 'Where records are sent with POST.' },
    ${name}_token: { type: 'string', secret: true, description: 'A bearer token.' },
  },
  // As many as one call can take. With 1 a record never waits for another, nor falls with it.
  batch: { records: 1 },

  // One attempt: say how it went. The runner keeps the order, retries, waits and remembers.
  async deliver([record], { settings, signal, trace }) {
    if (!record) return delivered();
    const { ${name}_url: url, ${name}_token: token } = settings;
    const headers: Record<string, string> = { 'content-type': 'application/json', 'idempotency-key': record.id };
    if (token !== undefined) headers['authorization'] = \`Bearer \${token}\`;
    trace?.('request', \`POST \${url} \${record.json}\`);
    const response = await fetch(url, { method: 'POST', headers, body: record.json, signal, redirect: 'manual' });
    const answer = (await response.text()).slice(0, 2000);
    trace?.('answer', \`\${response.status} \${answer}\`);
    if (response.ok) return delivered();
    const reason = \`the receiver answered \${response.status}\`;
    return response.status === 422 ? rejected([record.id], reason, { answer }) : retry(reason, { answer });
  },
});
`;
}

function writeTest(name: string, packageName: string): string {
  return `import { sinkConformance, startHttpReceiver } from '@callboard/testkit';

// Order, retries, rejection, crashes: against a real receiver, with the real \`callboard\`.
sinkConformance({
  package: new URL('.', import.meta.resolve('${packageName}/package.json')),
  secrets: { ${name}_token: 'a-token-that-must-not-be-seen' },
  startReceiver: (offer) =>
    startHttpReceiver(offer, {
      read: (headers, body) => [{ id: String(headers['idempotency-key']), body }],
      settings: (url) => ({ ${name}_url: url }),
    }),
});
`;
}
