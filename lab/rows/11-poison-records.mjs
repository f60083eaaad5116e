import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../lib/read-run.mjs';
import { closeReceivers, startReceiver } from '../lib/receivers.mjs';
import { writeScenario } from '../lib/scenarios.mjs';
import { tryEach } from '../lib/try-each.mjs';

const formats = ['ndjson', 'json-array', 'json'];
const statuses = [400, 413, 422];

export const row = {
  number: 11,
  promise: 'one poison record does not stop the rest',
  async prove(lab) {
    const cases = statuses.flatMap((status) => formats.map((format) => ({ status, format })));
    const chosen = lab.pick(
      cases.filter((_, at) => at % 4 === 0),
      Array.from({ length: 10 }, () => cases).flat(),
    );
    let requests = 0;
    try {
      await tryEach(
        chosen.map((one, at) => ({ ...one, name: String(at), poison: choosePoison(lab.random) })),
        async (one) => {
          requests += await prove(lab, one);
        },
      );
    } finally {
      await closeReceivers();
    }
    return {
      tried:
        'a receiver refuses whatever holds one of up to four poison records, with 400, 413 and 422, in batches and singly',
      times: chosen.length,
      lost: 0,
      notes: [`${requests} requests refused until each was found and set aside; \`deliver --dead\` brought them`],
    };
  },
};

const eventCount = 60;

function choosePoison(random) {
  const count = 1 + random.below(4);
  return new Set(Array.from({ length: count }, () => 1 + random.below(eventCount)));
}

async function prove(lab, { status, format, name, poison }) {
  const picky = { isPicky: true, refused: [], taken: [] };
  const { url } = await startReceiver({
    answer: (received, response) => answer(picky, status, poison, received, response),
  });
  const project = lab.makeProject(name, ['http'], {
    runner_http_url: url,
    runner_http_format: format,
    // Nothing is sent before all records are there: most of them in one batch.
    plugins: { http: { batch_linger: 600 } },
    delivery: { drain_timeout: 60 },
  });
  const directory = join(project, 'private');
  const playbook = writeScenario(directory, 'feast', { events: eventCount });
  const call = (...words) => lab.callboard(words, { cwd: project }).ended;

  const ran = await call('run', directory, '-p', playbook, '-i', 'feast', '-b', lab.fakeAnsible, '-q');
  assert.equal(ran.code, 0, ran.stderr);
  const journal = readRecords(readFileSync(join(directory, 'artifacts/feast/journal.ndjson')));
  const records = journal.records.map(({ data }) => data);
  const isPoison = ({ counter }) => poison.has(counter);
  assert.deepEqual(
    picky.taken,
    records.filter((data) => !isPoison(data)),
    'the rest arrives, in order',
  );
  assert.deepEqual(readDead(await call('deliveries', directory, '--dead', '--json')), listIds(records, isPoison));
  // To halve down to one takes a request for each halving, and one for the half that is clean each time.
  const most = poison.size * Math.ceil(Math.log2(records.length) + 1);
  assert.ok(picky.refused.length <= most, `${picky.refused.length} refusals for ${poison.size} of ${records.length}`);

  picky.isPicky = false;
  picky.taken = [];
  const again = await call('deliver', directory, '--dead', '-q');
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(picky.taken, records.filter(isPoison), 'and what was set aside, when the receiver takes it');
  assert.deepEqual(readDead(await call('deliveries', directory, '--dead', '--json')), []);
  return picky.refused.length;
}

function answer(picky, status, poison, { body }, response) {
  const text = body.toString();
  const sent = text.startsWith('[')
    ? JSON.parse(text)
    : text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
  const isRefused = picky.isPicky && sent.some(({ counter }) => poison.has(counter));
  (isRefused ? picky.refused : picky.taken).push(...(isRefused ? [sent.length] : sent));
  response.writeHead(isRefused ? status : 204).end();
}

function readDead({ stdout }) {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).id);
}

function listIds(records, isWanted) {
  return records.flatMap((data, at) => (isWanted(data) ? [`feast:${at + 1}`] : []));
}
