import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { type CallboardError, openRun, type RunnerEvent, run, start, type WorkerOptions } from '#callboard/index.js';
import {
  debug,
  describeWithAnsible,
  makeDirectory,
  namesOf,
  play,
  readEnd,
  readJobEvents,
  shell,
} from '../run/helpers.js';

/** What a worker answers to this job. */
async function work(job: Buffer, options: Partial<WorkerOptions> = {}): Promise<Buffer> {
  const output = new PassThrough();
  const said = buffer(output);
  await run({ streamer: 'worker', input: Readable.from([job]), output, ...options });
  output.end();
  return await said;
}

async function transmit(options: Parameters<typeof start>[0]): Promise<Buffer> {
  const output = new PassThrough();
  const sent = buffer(output);
  await run({ ...options, streamer: 'transmit', output });
  output.end();
  return await sent;
}

interface Received {
  readonly error: CallboardError | undefined;
  readonly events: readonly RunnerEvent[];
  readonly status: string;
  readonly artifactDir: string;
  readonly root: string;
}

/** In pieces of that many bytes. */
async function receive(stream: Buffer, pieceBytes = 64 * 1024): Promise<Received> {
  const root = makeDirectory();
  const pieces = Array.from({ length: Math.ceil(stream.length / pieceBytes) }, (_, index) =>
    stream.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const received = await start({
    streamer: 'process',
    privateDataDir: root,
    ident: 'job',
    input: Readable.from(pieces),
  });
  const error = await received.result.then(
    () => undefined,
    (thrown: CallboardError) => thrown,
  );
  const { artifactDir } = received;
  return { error, events: readJobEvents(artifactDir), status: readEnd(artifactDir).status, artifactDir, root };
}

function lines(stream: Buffer): string[] {
  return stream.toString().split('\n');
}

describeWithAnsible('streams of remote jobs', () => {
  let job: Buffer;
  let said: Buffer;
  let whole: Received;

  before(async () => {
    const privateDataDir = makeDirectory({ 'project/roles/r/tasks/main.yml': [debug('from the role')] });
    job = await transmit({
      privateDataDir,
      ident: 'job',
      playbook: [play([debug('hällo'), shell('exit 4')], { roles: ['r'] })],
      extravars: { number: 1 },
    });
    said = await work(job);
    whole = await receive(said);
  });

  test('an inline play is sent, run, received; the private data directory stays as it was', () => {
    assert.equal(whole.error, undefined);
    assert.equal(whole.status, 'failed');
    assert.deepEqual(readEnd(whole.artifactDir), { rc: 2, status: 'failed' });
    assert.ok(namesOf(whole.events).includes('playbook_on_stats'));
    assert.deepEqual(readdirSync(whole.artifactDir).sort(), [
      'command',
      'fact_cache',
      'job_events',
      'journal.ndjson',
      'rc',
      'status',
      'stdout',
    ]);
  });

  test('a stream that is cut anywhere ends in `error` that says where, and keeps what came', async () => {
    const ends = said.length - 1;
    const archive = said.indexOf('{"zipfile"');
    const places = [
      0,
      1,
      40,
      ...[1, 2, 3, 5, 7].map((part) => Math.floor((archive * part) / 8)),
      archive,
      archive + 10,
    ];
    for (const place of [...places, archive + 17, archive + 30, ends - 20, ends - 14, ends - 3, ends]) {
      const { error, events, status, root } = await receive(said.subarray(0, place));
      assert.equal(error?.code, 'ERR_STREAM', `cut at ${place}`);
      assert.match(error.message, /line \d+, byte \d+/);
      assert.equal(status, 'error');
      const complete = lines(said.subarray(0, place)).filter(
        (line, index, all) => line.startsWith('{"uuid"') && index < all.length - 1,
      );
      assert.deepEqual(
        events,
        complete.map((line) => JSON.parse(line) as RunnerEvent),
        `cut at ${place}`,
      );
      const recorded = await openRun(root, 'job');
      assert.equal(recorded.explanation, error.message);
      assert.equal(place >= archive, /had said before: failed/.test(error.message), `${place}: ${error.message}`);
    }
  });

  test('a job that is cut anywhere is not run, which the other end is told', async () => {
    for (const place of [
      0,
      5,
      job.indexOf('\n'),
      job.indexOf('\n') + 8,
      job.length - 60,
      job.length - 10,
      job.length - 1,
    ]) {
      const answer = lines(await work(job.subarray(0, place)));
      assert.equal(answer.length, 3, answer.join('\n'));
      assert.match(answer[0] ?? '', /^\{"status":"error","job_explanation":"ERR_STREAM: .*byte \d+/);
      assert.equal(answer[1], '{"eof": true}');
    }
  });

  test('what is no stream is told apart: a shell complains, a job comes instead of an answer, a length lies', async () => {
    const zip = '{"zipfile": 12}\nAAAAAAAAAAAAAAAA';
    const status = '{"status": "running", "runner_ident": "job"}\n';
    for (const [text, message] of [
      ['ssh: connect to host node1: refused\n', /no worker sends.*ssh: connect/],
      ['[1]\n', /no worker sends/],
      [`${status}{"zipfile": -1}\n`, /no worker sends/],
      [`${status}{"zipfile": 13}\nAAAAAAAAAAAAAAAA{"eof": true}\n`, /base64/],
      [`${status}{"zipfile": 9}\nAAAAAAAA====`, /base64|instead of/],
      [`${status}{"zipfile": 12}\nAAAA-AAA_AAAAAAA`, /base64/],
      [`${status}{"zipfile": 12}\nAAAA AAAAA\tAAAAA`, /base64/],
      [`${status}{"zipfile": 12}\nAAA=AAAAAAAAAAAA`, /base64|instead of/],
      [`${status}${zip}{"eof": true}\n`, /archive is refused/],
      [`${status}{"event": "verbose", "uuid": "../../evil", "counter": 1}\n`, /proper uuid/],
      [`${status}{"event": "verbose", "uuid": "a", "counter": 0.5}\n`, /proper uuid/],
      [`${status}{"status": "great"}\n`, /status that there is not/],
      [`${status}{"eof": true}\n`, /without a last status/],
      [job.toString(), /job for a worker/],
    ] as const) {
      const { error, status: last, root } = await receive(Buffer.from(text));
      assert.match(String(error?.message), message);
      assert.match(String(error?.code), /^ERR_(STREAM|ARCHIVE)$/);
      assert.equal(last, 'error');
      assert.equal(existsSync(join(root, 'evil')), false);
    }
  });

  test('pieces of any size give the same run', async () => {
    for (const pieceBytes of [1, 7, 4096]) {
      const { events, error } = await receive(said, pieceBytes);
      assert.deepEqual([events, error], [whole.events, undefined]);
    }
  });

  test("a worker's own failure is not the play's", async () => {
    const missing = await transmit({
      privateDataDir: makeDirectory({ 'project/a.yml': '' }),
      module: 'ping',
      hostPattern: 'all',
    });
    const [head = '', ...rest] = missing.toString().split('\n');
    const wrong = JSON.stringify({ kwargs: { ...JSON.parse(head).kwargs, no_such_option: 1 } });
    const { error, status } = await receive(await work(Buffer.from([wrong, ...rest].join('\n'))));
    assert.equal(error?.code, 'ERR_WORKER');
    assert.match(error.message, /ERR_OPTION_UNKNOWN.*noSuchOption/);
    assert.equal(status, 'error');
  });

  test('flips anywhere write nothing outside and end in order', async () => {
    for (let round = 0; round < 60; round += 1) {
      const flipped = Buffer.from(said);
      const at = Math.floor((said.length * (round + 0.5)) / 60);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (round % 8));
      const { root, status, error } = await receive(flipped);
      assert.deepEqual(readdirSync(root), ['artifacts'], `${at}`);
      assert.deepEqual(readdirSync(join(root, 'artifacts')), ['job']);
      assert.equal(status === 'error', error !== undefined, `${at}: ${status}, ${error?.message}`);
    }
  });

  test('keepalives are sent while nothing else is, and are no events', async () => {
    const privateDataDir = makeDirectory();
    const quiet = await transmit({ privateDataDir, ident: 'job', playbook: [play([shell('sleep 1')])] });
    const answer = await work(quiet, { keepaliveSeconds: 0.1 });
    const keepalives = lines(answer).filter((line) => line === '{"event": "keepalive", "counter": 0, "uuid": 0}');
    assert.ok(keepalives.length >= 5, `${keepalives.length}`);
    assert.equal(lines(answer).at(-2)?.endsWith('{"eof": true}'), true);
    assert.ok((await receive(answer)).events.every(({ counter }) => counter > 0));
  });
});
