import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { Cable } from './helpers/cable.js';
import { makeRecord, type OpenPlugin, openPlugin } from './helpers/open-plugin.js';

const cable = new Cable();

const server = `
const server = require('node:http').createServer((request, response) => request.resume().on('end', () => response.end()));
server.listen(0, '${cable.theirs}', () => console.log(server.address().port));
`;

const canCut = cable.lay();

describe('packets that are dropped', {
  skip: !canCut && 'needs root, iproute2 and network namespaces',
}, () => {
  const [program, ...words] = cable.startThere(process.execPath, '-e', server);
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let url = '';

  before(async () => {
    const { value: port } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    url = `http://${cable.theirs}:${port}/`;
  });

  after(async () => {
    child.kill();
    await once(child, 'exit');
    cable.remove();
  });

  /** A sink that has delivered: its connection stands. */
  async function openConnected(limits: Record<string, number>): Promise<OpenPlugin> {
    const sink = await openPlugin({ runner_http_url: url, ...limits });
    assert.deepEqual(await sink.send([makeRecord(1)]), { outcome: 'delivered' });
    return sink;
  }

  /** Sends while nothing comes back, and says why it was given up. */
  async function sendIntoTheDark(sink: OpenPlugin, size = 100): Promise<string> {
    cable.cut();
    const began = performance.now();
    try {
      const result = await sink.send([makeRecord(2, { event: 'verbose', stdout: 'x'.repeat(size) })]);
      assert.ok(performance.now() - began < 10_000, 'no default of the system counts');
      return result.outcome === 'retry' ? result.reason : result.outcome;
    } finally {
      cable.mend();
    }
  }

  async function expectRecovery(sink: OpenPlugin): Promise<void> {
    assert.deepEqual(await sink.send([makeRecord(2)]), { outcome: 'delivered' });
    await sink.close();
  }

  it('on a connection that stands: the answer is waited for as long as the setting says', async () => {
    const sink = await openConnected({ runner_http_headers_timeout: 0.4 });
    assert.match(await sendIntoTheDark(sink), /runner_http_headers_timeout/);
    await expectRecovery(sink);
  });

  it('in the middle of a large request: the whole has its limit', async () => {
    const sink = await openConnected({ runner_http_timeout: 0.4 });
    assert.match(await sendIntoTheDark(sink, 20_000_000), /runner_http_timeout/);
    await expectRecovery(sink);
  });

  it('while connecting', async () => {
    const sink = await openConnected({ runner_http_headers_timeout: 0.4, runner_http_connect_timeout: 0.4 });
    // The connection that stood is given up with the request on it.
    await sendIntoTheDark(sink);
    assert.match(await sendIntoTheDark(sink), /runner_http_connect_timeout/);
    await expectRecovery(sink);
  });
});
