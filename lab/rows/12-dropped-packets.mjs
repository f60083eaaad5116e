import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Cable } from '../lib/receivers.mjs';
import { makeEvents, makeRecordedProject } from '../lib/recorded-project.mjs';

export const row = {
  number: 12,
  promise: 'half-open connections end: connecting, headers and the whole have their deadlines',
  async prove(lab) {
    const cable = new Cable();
    if (!cable.lay()) return { skipped: 'needs root, iproute2 and network namespaces' };
    const rounds = lab.pick(1, 25);
    try {
      for (let round = 1; round <= rounds; round += 1) {
        for (const one of cases) await prove(lab, cable, { ...one, name: `${one.name}-${round}` });
      }
    } finally {
      cable.remove();
    }
    return {
      tried:
        'packets dropped between network namespaces: while connecting, between request and answer, in the middle of a request; then the cable is mended',
      times: rounds * cases.length,
      lost: 0,
    };
  },
};

/** `at`: the request (from 1) in which the cable is cut; 0 is before the first. */
const cases = [
  { name: 'connecting', at: 0, setting: 'runner_http_connect_timeout' },
  { name: 'headers', at: 5, setting: 'runner_http_headers_timeout' },
  { name: 'whole', at: 3, setting: 'runner_http_timeout', isHalfSent: true },
];

/**
 * The receiver stops at its request `at` until it is told to go on: by then nothing comes back. It says the id of each
 * request that it has answered.
 */
const receiver = `
const { createInterface } = require('node:readline');
const [host, at, isHalfSent] = [process.argv[1], Number(process.argv[2]), process.argv[3] === 'true'];
let count = 0;
const goOn = new Promise((resolve) => createInterface({ input: process.stdin }).on('line', resolve));
const server = require('node:http').createServer(async (request, response) => {
  count += 1;
  if (count === at && isHalfSent) {
    console.log('stopped');
    await goOn;
  }
  request.resume().on('end', async () => {
    if (count === at && !isHalfSent) {
      console.log('stopped');
      await goOn;
    }
    response.end(() => console.log(request.headers['idempotency-key']));
  });
});
server.listen(0, host, () => console.log(server.address().port));
`;

async function prove(lab, cable, { name, at, setting, isHalfSent = false }) {
  const there = cable.startThere(process.execPath, '-e', receiver, cable.theirs, String(at), String(isHalfSent));
  const [program, ...words] = there;
  const server = lab.start(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: server.process.stdout });
  const [port] = await once(lines, 'line');
  const seen = [];
  lines.on('line', (line) => seen.push(line));
  const generous = { runner_http_timeout: 8, runner_http_headers_timeout: 8, runner_http_connect_timeout: 8 };
  const settings = { runner_http_url: `http://${cable.theirs}:${port}/`, ...generous, [setting]: 0.5 };
  // What is half sent must be more than the system's buffers take.
  const events = makeEvents(3, isHalfSent ? { stdout: 'x'.repeat(10_000_000) } : {});
  const project = makeRecordedProject(lab, name, settings, { events });
  const child = project.startDelivery();
  if (at === 0) cable.cut();
  else {
    while (!seen.includes('stopped')) await once(lines, 'line');
    cable.cut();
    server.process.stdin.write('go on\n');
  }
  const began = performance.now();
  const [, reason] = await child.said(/callboard: http: (.*); trying again/);
  const seconds = (performance.now() - began) / 1000;
  cable.mend();
  assert.match(reason, new RegExp(setting), name);
  assert.ok(seconds < 10, `${name}: given up after ${seconds} s`);
  const { code, stderr } = await child.ended;
  assert.equal(code, 0, stderr);
  const arrived = seen.filter((line) => line !== 'stopped');
  assert.deepEqual([...new Set(arrived)], project.ids, `${name}: all of it arrives when the cable is mended`);
  server.kill('SIGKILL');
  await server.ended;
}
