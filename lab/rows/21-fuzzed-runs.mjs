import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { endWithin, expectClearEnd, mutateBytes } from '../lib/fuzz.mjs';
import { readRecords } from '../lib/read-run.mjs';
import { closeReceivers, startReceiver } from '../lib/receivers.mjs';
import { writeScenario } from '../lib/scenarios.mjs';

export const row = {
  number: 21,
  promise: 'fuzzed runs (journal, cursor, dead letters, artifacts): what is told and sent is right, or reported',
  async prove(lab) {
    const [inProcess, asProcesses] = [lab.pick(60, 10_000), lab.pick(6, 500)];
    try {
      const run = await makeRun(lab);
      const ends = new Map();
      for (let at = 0; at < inProcess; at += 1) {
        const end = await readSpoilt(lab, run, `in-${at}`);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      }
      for (let at = 0; at < asProcesses; at += 1) await tellSpoilt(lab, run, `cli-${at}`);
      const counts = [...ends].map(([end, count]) => `${end} ${count}`).join(', ');
      return {
        tried:
          'bytes, lines and pieces of the files of a run changed, then read by the library, shown and delivered by the command',
        times: inProcess + asProcesses,
        lost: 0,
        notes: [`read as ${counts}`],
      };
    } finally {
      await closeReceivers();
    }
  },
};

/** A run that has everything: a cursor, dead letters, and something owed. */
async function makeRun(lab) {
  const sent = [];
  const receiver = await startReceiver({ answer: (received, response) => answer(sent, received, response) });
  const project = lab.makeProject('project', ['http'], {
    runner_http_url: receiver.url,
    delivery: { drain_timeout: 0.5, retry_initial: 0.02, retry_max: 0.1 },
  });
  const directory = join(project, 'private');
  const playbook = writeScenario(directory, 'talk', { events: 25, variety: 1 + lab.random.below(1000) });
  const words = ['run', directory, '-p', playbook, '-i', 'whole', '-b', lab.fakeAnsible, '-q'];
  const { code, stderr } = await lab.callboard(words, { cwd: project }).ended;
  assert.equal(code, 0, stderr);
  const artifactDir = join(directory, 'artifacts/whole');
  const { records } = readRecords(readFileSync(join(artifactDir, 'journal.ndjson')));
  const files = readdirSync(artifactDir, { recursive: true }).filter((name) =>
    statSync(join(artifactDir, name)).isFile(),
  );
  assert.ok(files.includes('delivery/http.json') && files.some((name) => name.includes('dead')), files.join());
  return { project, directory, artifactDir, records, files, sent };
}

/** It takes the first records but one, then nothing: so there are a cursor, a dead letter and debts. */
function answer(sent, { headers, body }, response) {
  const id = headers['idempotency-key'];
  const n = Number(id.split(':').at(-1));
  if (id.startsWith('whole:')) return response.writeHead(n === 3 ? 422 : n > 12 ? 503 : 204).end();
  sent.push({ id, n, body: body.toString() });
  return response.end();
}

function spoil(lab, { artifactDir, directory, files }, ident) {
  const copy = join(directory, 'artifacts', ident);
  cpSync(artifactDir, copy, { recursive: true });
  const changed = [];
  for (let count = 1 + lab.random.below(2); count > 0; count -= 1) {
    const name = lab.random.below(2) === 0 ? 'journal.ndjson' : lab.random.pick(files);
    const path = join(copy, name);
    if (lab.random.below(12) === 0) rmSync(path, { force: true });
    else if (existsSync(path)) writeFileSync(path, mutateBytes(lab.random, readFileSync(path)));
    changed.push(name);
  }
  return { copy, changed };
}

async function readSpoilt(lab, run, ident) {
  const { copy, changed } = spoil(lab, run, ident);
  const { openRun, CallboardError } = await import(pathToFileURL(lab.product.library).href);
  const right = new Map(
    run.records.filter(({ kind }) => kind === 'event').map(({ data }) => [data.counter, JSON.stringify(data)]),
  );
  const told = [];
  try {
    const opened = await openRun(run.directory, ident);
    for await (const event of opened.events) told.push(event);
    await opened.stats();
    await opened.stdout();
    rmSync(copy, { recursive: true });
    return opened.status ?? 'no status';
  } catch (thrown) {
    if (!(thrown instanceof CallboardError)) lab.fail(`no error of ours: ${thrown?.stack}`, { changed, copy });
    rmSync(copy, { recursive: true });
    return thrown.code;
  } finally {
    // Without a journal the events come from their files, which say themselves what they are.
    const isJournal = !changed.some((name) => name.startsWith('job_events'));
    const wrong = isJournal && told.find((event) => right.get(event.counter) !== JSON.stringify(event));
    if (wrong) lab.fail(`${ident}: a wrong event is told`, { wrong, changed });
  }
}

async function tellSpoilt(lab, run, ident) {
  const { changed } = spoil(lab, run, ident);
  run.sent.length = 0;
  const words = lab.random.pick([
    ['show', run.directory, '-i', ident],
    ['show', run.directory, '-i', ident, '--json'],
    ['events', run.directory, '-i', ident],
    ['deliveries', run.directory, '-i', ident, '--dead'],
    ['deliver', run.directory, '-i', ident, '--plugin', 'http', '--timeout', '10'],
    ['deliver', run.directory, '-i', ident, '--plugin', 'http', '--dead', '--timeout', '10'],
    ['deliver', run.directory, '-i', ident, '--plugin', 'http', '--from', '1', '--timeout', '10'],
    ['runs', run.directory],
  ]);
  const what = `callboard ${words[0]} of a spoilt run`;
  const ended = await endWithin(lab, what, lab.callboard(words, { cwd: run.project }), 45, changed);
  expectClearEnd(lab, what, ended, { words, changed });
  for (const { n, body } of run.sent) {
    const { data } = run.records[n - 1] ?? {};
    if (!isRight(JSON.parse(body), data)) lab.fail(`${what}: a wrong record is sent as ${n}`, { body, data, changed });
  }
  rmSync(join(run.directory, 'artifacts', ident), { recursive: true, force: true });
}

/** Whoever completes the run says how it ended. Where the journal is gone, the directory's name tells whose a status is. */
function isRight(sent, data) {
  if (sent.status === 'error' || sent.notice) return true;
  const expected = sent.status ? { ...data, runner_ident: sent.runner_ident } : data;
  return isDeepStrictEqual(sent, expected);
}
