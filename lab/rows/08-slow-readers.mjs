import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { programs } from '../lib/folders.mjs';
import { readRun } from '../lib/read-run.mjs';
import { closeReceivers, startReceiver } from '../lib/receivers.mjs';

export const row = {
  number: 8,
  promise:
    'a slow, hung, refusing, flapping or dead sink, or a handler that blocks, leaves the play and its journal alone',
  async prove(lab) {
    const rounds = lab.pick(1, 30);
    const ratios = [];
    try {
      for (let round = 1; round <= rounds; round += 1) ratios.push(...(await proveOnce(lab, round)));
    } finally {
      await closeReceivers();
    }
    const sorted = ratios.sort((a, b) => a - b);
    const shown = [sorted.at(Math.floor(sorted.length / 2)), sorted.at(-1)].map((ratio) => ratio.toFixed(2));
    return {
      tried:
        'the same play of Ansible with receivers that answer after a second, never, with 503, by fits and starts, or are not there; a handler that blocks until the play is over',
      times: ratios.length,
      lost: 0,
      notes: [
        `from first to last event ${shown[0]} × the time of no sink (median; at most ${shown[1]}); \`npm run bench\` measures it`,
      ],
    };
  },
};

const delay = 1000;

/** Each answers the way its name says. */
const answers = {
  slow: async (response) => {
    await wait(delay);
    response.end();
  },
  hung: () => undefined,
  refusing: (response) => response.writeHead(503).end(),
  flapping: (response, count) => (count % 2 === 0 ? response.end() : response.socket.resetAndDestroy()),
};

async function proveOnce(lab, round) {
  const reference = await play(lab, `none-${round}`);
  // Were each record waited for, the play would take this much longer: far more than a busy machine makes of it.
  const cost = (reference.recordCount * delay) / 1000;
  const ratios = [];
  // One after the other: beside each other they would slow each other down.
  for (const kind of lab.pick(['handler', 'slow', 'hung', 'dead'], ['handler', ...Object.keys(answers), 'dead'])) {
    const name = `${kind}-${round}`;
    const played = kind === 'handler' ? await playWithHandler(lab, name) : await play(lab, name, await findUrl(kind));
    const { seconds, events } = played;
    assert.deepEqual(events, reference.events, `${name}: the journal has what it has without a sink`);
    if (seconds > reference.seconds + cost / 2)
      lab.fail(`${name}: the play took ${seconds} s instead of ${reference.seconds}`);
    ratios.push(seconds / reference.seconds);
  }
  return ratios;
}

async function findUrl(kind) {
  if (kind === 'dead') return await findDeadUrl();
  const receiver = await startReceiver({ answer: (_, response, count) => void answers[kind](response, count) });
  return receiver.url;
}

/** Of a port that was free a moment ago. */
async function findDeadUrl() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

async function play(lab, name, url) {
  const { project, directory } = makePlace(lab, name, url);
  const child = lab.callboard(['run', directory, '-p', 'talk.json', '-i', 'r', '-q'], { cwd: project });
  const limit = new AbortController();
  const tooLong = wait(40_000, undefined, { signal: limit.signal }).then(
    () => lab.fail(`${name}: the run waits for its sink`),
    () => undefined,
  );
  const ended = await Promise.race([child.ended, tooLong]);
  limit.abort();
  assert.equal(ended.code, 0, `${name}: ${ended.stderr}`);
  return readPlay(lab, name, directory);
}

async function playWithHandler(lab, name) {
  const { directory, done } = makePlace(lab, name);
  const options = JSON.stringify({ privateDataDir: directory, playbook: 'talk.json', ident: 'r' });
  const program = join(programs, 'run-with-blocking-handler.mjs');
  const { code, stdout, stderr } = await lab.start(process.execPath, [program, lab.product.library, options, done])
    .ended;
  assert.equal(code, 0, stderr);
  const { seconds } = JSON.parse(stdout);
  if (seconds >= 60) lab.fail(`${name}: Ansible waited for the handler, and the handler for Ansible`);
  return readPlay(lab, name, directory);
}

/** The play says more than the system would keep for a reader that doesn't come. */
function makePlace(lab, name, url) {
  const project = lab.makeProject(name, ['http'], {
    ...(url && { runner_http_url: url }),
    delivery: { drain_timeout: 0, retry_max: 0.2, attempt_timeout: 20 },
  });
  const directory = join(project, 'private');
  const done = join(directory, 'done');
  const talk = Array.from({ length: lab.pick(6, 30) }, (_, at) => ({
    name: `task ${at}`,
    debug: { msg: 'x'.repeat(20_000) },
  }));
  const last = { name: 'last', copy: { content: '', dest: done } };
  const plays = [{ hosts: 'localhost', gather_facts: false, tasks: [...talk, last] }];
  writeFileSync(join(directory, 'project/talk.json'), JSON.stringify(plays));
  return { project, directory, done };
}

/** By Ansible's own clock, from its first event to its last. */
function readPlay(lab, name, directory) {
  assert.ok(existsSync(join(directory, 'done')));
  const { events, statuses, problems } = readRun(lab, join(directory, 'artifacts/r'));
  if (problems.length > 0) lab.fail(`${name}: the run is not whole`, problems);
  const own = events.filter(({ pid }) => pid !== undefined);
  const [first, last] = [own[0], own.at(-1)].map(({ created }) => Date.parse(created));
  const told = events.map(({ event, stdout, event_data }) => [event, event_data?.task, maskPlace(stdout)]);
  return { seconds: (last - first) / 1000, events: told, recordCount: events.length + statuses.length };
}

/** The last task shows where its file is. */
function maskPlace(stdout) {
  return stdout.replace(/\/\S+\/private\/done/g, 'done');
}
