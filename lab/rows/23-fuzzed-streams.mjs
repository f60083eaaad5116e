import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { fifo, link, makeZip } from '../../packages/callboard/dist-test/remote/make-zip.js';
import { endWithin, expectClearEnd, makeValue, mutateBytes } from '../lib/fuzz.mjs';
import { readRecords } from '../lib/read-run.mjs';
import { writeScenario } from '../lib/scenarios.mjs';
import { tryEach } from '../lib/try-each.mjs';

export const row = {
  number: 23,
  promise:
    'fuzzed streams and archives of remote jobs: right, or refused with a reason; nothing outside of the directory, no crash, no hang',
  async prove(lab) {
    const { job, said, events } = await makeStreams(lab);
    const [workers, processes, inProcess] = [lab.pick(8, 500), lab.pick(5, 300), lab.pick(60, 8000)];
    const archives = listArchives(lab.random);
    await tryEach(
      Array.from({ length: workers }, (_, at) => at),
      (at) => work(lab, `work-${at}`, spoil(lab.random, job)),
    );
    await tryEach(lab.pick(archives.slice(0, 6), archives), ([name, zip]) => unpack(lab, name, zip));
    await tryEach(
      Array.from({ length: processes }, (_, at) => at),
      (at) => process(lab, `process-${at}`, spoil(lab.random, said), events),
    );
    const ends = new Map();
    for (let at = 0; at < inProcess; at += 1) {
      const end = await processHere(lab, `here-${at}`, spoil(lab.random, said), events);
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    return {
      tried:
        'mutated jobs given to workers, mutated words of workers given to `process`, archives with names, links and sizes that no honest program writes',
      times: workers + processes + inProcess + lab.pick(6, archives.length),
      lost: 0,
      notes: [`received as ${[...ends].map(([end, count]) => `${end} ${count}`).join(', ')}`],
    };
  },
};

/** What an honest controller and an honest worker say. */
async function makeStreams(lab) {
  const home = lab.folder('honest');
  const playbook = writeScenario(home, 'talk', { events: 12, variety: 7, oracle: null });
  const job = await call(lab, ['transmit', home, '-p', playbook, '-i', 'job', '-b', lab.fakeAnsible]);
  const said = await call(lab, ['worker'], job);
  const results = lab.folder('results');
  await call(lab, ['process', results, '-i', 'job'], said);
  const { records } = readRecords(readFileSync(join(results, 'artifacts/job/journal.ndjson')));
  const events = records.filter(({ kind }) => kind === 'event').map(({ data }) => data);
  return { job: Buffer.from(job), said: Buffer.from(said), events };
}

async function call(lab, words, input = '') {
  const { code, stdout, stderr } = await give(lab, words, input).ended;
  assert.equal(code, 0, `${words[0]}: ${stderr}`);
  return stdout;
}

function give(lab, words, input, env = lab.env) {
  const child = lab.callboard(words, { stdio: ['pipe', 'pipe', 'pipe'], env });
  // Whoever has heard enough reads no further.
  child.process.stdin.on('error', () => undefined);
  child.process.stdin.end(input);
  return child;
}

function spoil(random, bytes) {
  if (random.below(4) > 0) return mutateBytes(random, bytes);
  const lines = bytes.toString('latin1').split('\n');
  const words = [
    'kwargs',
    'zipfile',
    'eof',
    'status',
    'event',
    'uuid',
    'counter',
    'private_data_dir',
    'playbook',
    '-1',
    'job',
  ];
  lines.splice(random.below(lines.length), random.below(2), JSON.stringify(makeValue(random, words)));
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** Its directory is the only thing that it may touch. */
async function work(lab, name, input) {
  const temporary = lab.folder(`${name}/tmp`);
  const env = { ...lab.env, TMPDIR: temporary };
  const ended = await endWithin(
    lab,
    name,
    give(lab, ['worker'], input, env),
    60,
    input.toString('latin1').slice(0, 3000),
  );
  expectClearEnd(lab, name, ended, input.toString('latin1').slice(0, 3000));
  expectWorkerWords(lab, name, ended);
  assert.deepEqual(readdirSync(temporary), [], `${name}: the worker leaves nothing`);
  rmSync(join(lab.directory, name), { recursive: true });
}

/** Whatever it was given, what it says can be read: objects, the archive's base64 between them, and an end. */
function expectWorkerWords(lab, name, { code, stdout }) {
  const head = stdout.split(/(?<=\{"zipfile": ?\d+\}\n?)/, 1)[0];
  for (const line of head.split('\n').filter(Boolean)) {
    try {
      JSON.parse(line);
    } catch {
      lab.fail(`${name}: the worker says what is no JSON: ${line.slice(0, 200)}`, stdout.slice(0, 3000));
    }
  }
  if (code !== 0 && !/"status": ?"|"eof"/.test(stdout))
    lab.fail(`${name}: the other end is not told`, { code, stdout });
}

async function process(lab, name, input, events) {
  const results = lab.folder(name);
  const evidence = input.toString('latin1').slice(0, 3000);
  const ended = await endWithin(lab, name, give(lab, ['process', results, '-i', 'job', '-q'], input), 60, evidence);
  expectClearEnd(lab, name, ended, evidence);
  const path = join(results, 'artifacts/job/journal.ndjson');
  if (existsSync(path)) expectRight(lab, name, readRecords(readFileSync(path)), events, ended.code === 0, evidence);
  expectNothingOutside(lab, name);
  rmSync(results, { recursive: true });
}

async function processHere(lab, name, input, events) {
  const { run, CallboardError } = await import(pathToFileURL(lab.product.library).href);
  const results = lab.folder(name);
  const evidence = input.toString('latin1').slice(0, 3000);
  const stream = new PassThrough();
  stream.end(input);
  const end = await run({ streamer: 'process', privateDataDir: results, ident: 'job', input: stream }).then(
    ({ status }) => status,
    (thrown) =>
      thrown instanceof CallboardError ? thrown.code : lab.fail(`no error of ours: ${thrown?.stack}`, evidence),
  );
  const path = join(results, 'artifacts/job/journal.ndjson');
  if (existsSync(path)) expectRight(lab, name, readRecords(readFileSync(path)), events, end === 'successful', evidence);
  expectNothingOutside(lab, name);
  rmSync(results, { recursive: true });
  return end;
}

/** The words have no checksum: what looks honest is taken. But it is numbered, has an end, and all of it where all went well. */
function expectRight(lab, name, { records, damaged }, events, wentWell, evidence) {
  if (damaged.length > 0) lab.fail(`${name}: its journal is damaged`, { damaged, evidence });
  const kept = records.filter(({ kind }) => kind === 'event');
  if (records.some(({ n }, at) => n !== at + 1)) lab.fail(`${name}: its journal has gaps`, { records, evidence });
  const last = records.findLast(({ kind }) => kind === 'status')?.data.status;
  if (!/^(successful|failed|timeout|canceled|error)$/.test(last ?? ''))
    lab.fail(`${name}: it ended as ${last}`, evidence);
  const isCut = kept.length < events.length - 2;
  if (wentWell && isCut)
    lab.fail(`${name}: ${events.length - kept.length} events are missing, and all went well`, evidence);
}

function listArchives(random) {
  const good = makeZip([
    { name: 'project/', mode: 0o40755 },
    { name: 'project/site.yml', data: '[]' },
  ]);
  const named = (name, more = {}) => makeZip([{ name, data: 'outside', ...more }]);
  return [
    ['parent', named('../outside')],
    ['absolute', named(`/tmp/callboard-lab-outside`)],
    [
      'link-out',
      makeZip([
        { name: 'out', data: '..', mode: link },
        { name: 'out/outside', data: 'x' },
      ]),
    ],
    ['too-large', named('bomb', { size: 2 ** 31, packedSize: 10, method: 8 })],
    [
      'twice',
      makeZip([
        { name: 'a', data: '1' },
        { name: 'a', data: '2' },
      ]),
    ],
    ['cut', good.subarray(0, good.length - 10)],
    ['inner-parent', named('project/../../outside')],
    ['backslashes', named('..\\outside')],
    [
      'link-chain',
      makeZip([
        { name: 'a', data: 'b', mode: link },
        { name: 'b', data: '../..', mode: link },
        { name: 'a/outside', data: 'x' },
      ]),
    ],
    ['device', named('device', { mode: 0o020666 })],
    ['pipe', named('env/settings', { mode: fifo })],
    ['wrong-crc', named('a', { crc: 1 })],
    ['encrypted', named('a', { flags: 0x801 })],
    ['strange-method', named('a', { method: 99 })],
    ['far-offset', named('a', { offset: 1e6 })],
    ['nul', named('a\0b')],
    ['empty-name', named('')],
    ['long-name', named('x'.repeat(5000))],
    ['nothing', Buffer.alloc(0)],
    ...Array.from({ length: 200 }, (_, at) => [`mutated-${at}`, mutateBytes(random, good)]),
  ];
}

async function unpack(lab, name, zip) {
  const kwargs = { playbook: 'site.yml', ident: 'job', binary: lab.fakeAnsible };
  const input = `${JSON.stringify({ kwargs })}\n{"zipfile": ${zip.length}}\n${zip.toString('base64')}{"eof": true}\n`;
  await work(lab, `archive-${name}`, Buffer.from(input));
  expectNothingOutside(lab, name);
}

function expectNothingOutside(lab, name) {
  const found = readdirSync(lab.directory).filter((entry) => entry === 'outside');
  if (existsSync('/tmp/callboard-lab-outside')) found.push('/tmp/callboard-lab-outside');
  if (found.length > 0) lab.fail(`${name}: something was written outside of the directory`, found);
}
