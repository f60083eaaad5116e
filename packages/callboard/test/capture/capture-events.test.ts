import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRandom, type Random } from '@callboard/testkit';
import { createRedactor } from '#callboard/redact/redact.js';
import { askPython } from '../helpers/ask-python.js';
import {
  type CapturedEvent,
  capture,
  captureText,
  makeMark,
  readSpoolLine,
  StagedOutput,
  Staging,
  sealSpoolLine,
} from '../helpers/staged-output.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { watchCopies } from '../helpers/watch-copies.js';

const texts = (events: readonly CapturedEvent[]): string[] => events.map(({ stdout }) => stdout);
const kinds = (events: readonly CapturedEvent[]): string[] => events.map(({ event }) => event);

describe('capture', () => {
  const home = makeTemporaryDir();

  it('joins each event with its own text, and makes a verbose event of every line before, between and behind', async () => {
    const output = new StagedOutput();
    output.show('Using ansible.cfg\r\n\r\n');
    output.event('\r\nPLAY [all] ***\r\n');
    output.show('[DEPRECATED]: one\r\ntwo');
    output.event('ok: [a]\r\n');
    output.show('no newline at the end');
    const events = await capture(home, output);
    assert.deepEqual(kinds(events), [
      'verbose',
      'verbose',
      'runner_on_ok',
      'verbose',
      'verbose',
      'runner_on_ok',
      'verbose',
    ]);
    assert.deepEqual(texts(events), [
      'Using ansible.cfg',
      '',
      '\r\nPLAY [all] ***',
      '[DEPRECATED]: one',
      'two',
      'ok: [a]',
      'no newline at the end',
    ]);
    assert.deepEqual(
      events.map(({ start_line, end_line }) => [start_line, end_line]),
      [
        [0, 1],
        [1, 2],
        [2, 4],
        [4, 5],
        [5, 5],
        [5, 6],
        [6, 6],
      ],
    );
  });

  it('keeps the place and the text of an event whose line was spoilt, and goes on', async () => {
    for (const spoil of [
      (line: string) => `${line.slice(0, 60)}${'\0'.repeat(20)}${line.slice(80)}`,
      (line: string) => '\0'.repeat(line.length),
      (line: string) => line.slice(0, 50),
      () => 'garbage',
      (line: string) => line.replace('"pid":1', '"pid":'),
      (line: string) => line.slice(0, 90) + line,
      (line: string) => line.replace('"pid":1', '"counter":99'),
      (line: string) => line.replace('"pid":1', '"pid":7'),
      (line: string) => line.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
      (line: string) => line.slice(9),
      () => sealSpoolLine('{"uuid":"../../x","event":"y"}'),
      () => sealSpoolLine(`{"uuid":"${'0'.repeat(300)}","event":"y"}`),
    ]) {
      const output = new StagedOutput();
      output.event('one');
      output.event('two\r\n');
      output.event('three');
      output.spool[1] = spoil(output.spool[1]!);
      const events = await capture(home, output);
      assert.deepEqual(kinds(events), ['runner_on_ok', 'warning', 'runner_on_ok']);
      assert.deepEqual(texts(events), ['one', 'two', 'three']);
      assert.equal(events[1]?.event_data?.['notice'], 'damaged_event');
    }
  });

  it('looks at each byte of a very long text a few times only, however it comes', async (t) => {
    const output = new StagedOutput();
    output.event('x'.repeat(8_000_000));
    output.show('y'.repeat(8_000_000));
    const countCopied = watchCopies(t);
    const events = await capture(home, output);
    assert.deepEqual(
      events.map(({ stdout }) => stdout.length),
      [8_000_000, 8_000_000],
    );
    const copied = countCopied();
    assert.ok(copied < 40_000_000, `${copied} bytes were copied for 16 million`);
  });

  it('takes a notice that the supervisor would not write for text', async () => {
    const output = new StagedOutput();
    for (const json of ['{"kind":"x","text":5}', '{"kind":1}', '{}']) output.show(`${makeMark(`N ${json}`)}\n`);
    assert.deepEqual(kinds(await capture(home, output)), ['verbose', 'verbose', 'verbose']);
  });

  it('numbers events 1, 2, 3 … and their lines without gaps, whatever is lost', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const events = await capture(home, stageAtRandom(createRandom(seed)));
      let line = 0;
      for (const [index, event] of events.entries()) {
        assert.equal(event.counter, index + 1);
        assert.equal(event.start_line, line);
        assert.ok(event.end_line >= line);
        line = event.end_line;
      }
    }
  });

  it('keeps every event exactly once and in order, and every byte of text, when marks are lost or come twice', async () => {
    for (let seed = 100; seed <= 160; seed += 1) {
      const output = stageAtRandom(createRandom(seed));
      const events = await capture(home, output);
      const ours = events.filter(({ event }) => event === 'runner_on_ok').map(({ uuid }) => uuid);
      assert.deepEqual(
        ours,
        output.spool.map((line) => readSpoolLine(line).uuid),
        `seed ${seed}`,
      );
      const said = output.terminal
        .toString()
        .replaceAll(/\x1b_cb\w+ (B\d+|E)\x1b\\/g, '')
        .replaceAll(/[\r\n]/g, '');
      assert.equal(
        texts(events)
          .join('')
          .replaceAll(/[\r\n]/g, ''),
        said,
        `seed ${seed}`,
      );
    }
  });

  it('is a pure function of spool and terminal: derived again, in any chunks, it gives the same JSON', async () => {
    for (const mode of ['pty', 'pipes'] as const) {
      for (let seed = 1; seed <= 25; seed += 1) {
        const output = stageAtRandom(createRandom(seed), mode === 'pipes');
        const whole = (await captureText(home, output, { mode })).map(hideTime);
        for (let again = 1; again <= 4; again += 1) {
          const random = createRandom(seed * 1000 + again);
          const pieces = await captureInPieces(join(home, `${mode}-${seed}-${again}`), output, mode, random);
          assert.deepEqual(pieces.map(hideTime), whole, `${mode}, seed ${seed}, order ${again}`);
        }
      }
    }
  });

  it('gives text of any size and encoding as Python decodes it', async () => {
    const random = createRandom(42);
    const samples = [
      Buffer.from('grüße 日本語 🎭'),
      Buffer.from([0xff, 0xfe, 0x41]),
      Buffer.from([0xf0, 0x9f, 0x8e]),
      Buffer.from([0xc0, 0xaf]),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from([0xef, 0xbb, 0xbf, 0x78]),
      Buffer.from([0x00, 0x41]),
      Buffer.from('x'.repeat(1_000_000)),
      Buffer.from('ü'.repeat(300_000)),
      ...Array.from({ length: 200 }, () => Buffer.concat([random.bytes(random.below(40)), Buffer.from('.')])),
    ].map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x1b)));
    const output = new StagedOutput();
    for (const bytes of samples) output.event(bytes);
    const script = 'answer = [bytes.fromhex(text).decode("utf-8", "replace").rstrip("\\r\\n") for text in given]';
    const expected = askPython<string[]>(
      script,
      samples.map((bytes) => bytes.toString('hex')),
    );
    const events = await capture(home, output);
    assert.equal(events.length, samples.length);
    for (const [index, { stdout }] of events.entries()) assert.ok(stdout === expected[index], `sample ${index}`);
  });

  it('gives nothing where nothing was written, not even files', async () => {
    assert.deepEqual(await capture(home, new StagedOutput()), []);
    const staging = new Staging(join(home, 'no-files'));
    assert.deepEqual(await staging.finish(), []);
  });

  it('keeps an event whose marks never reached the terminal in its place, without text', async () => {
    const output = new StagedOutput();
    output.event('one\r\n');
    output.event('', { marks: 'none' });
    output.event('three\r\n');
    output.event('', { marks: 'none' });
    const events = await capture(home, output);
    assert.deepEqual(texts(events), ['one', '', 'three', '']);
    assert.deepEqual(
      events.map(({ uuid }) => uuid),
      output.spool.map((line) => readSpoolLine(line).uuid),
    );
  });

  it("makes the text of a mark that comes twice, or has no data, nobody's, but keeps it", async () => {
    const output = new StagedOutput();
    output.event('one\r\n');
    output.show(`${makeMark('B1')}again\r\n${makeMark('E')}`);
    output.event('two\r\n');
    output.show(`${makeMark('B77')}ghost\r\n${makeMark('E')}`);
    const events = await capture(home, output);
    assert.deepEqual(texts(events), ['one', 'again', 'two', 'ghost', '']);
    assert.deepEqual(kinds(events), ['runner_on_ok', 'verbose', 'runner_on_ok', 'verbose', 'warning']);
    assert.match(String(events.at(-1)?.event_data?.['message']), /The data of 75 event\(s\) is lost/);
  });

  it('ends an event whose end mark was lost where the next one begins', async () => {
    const output = new StagedOutput();
    output.event('one\r\n', { marks: 'begin' });
    output.event('two\r\n');
    output.event('three\r\n', { marks: 'end' });
    assert.deepEqual(texts(await capture(home, output)), ['one', 'two', 'three', '']);
  });

  it('leaves out a last line of the spool that is not complete: Ansible was in the middle of it', async () => {
    const output = new StagedOutput();
    output.event('one\r\n');
    const staging = new Staging(join(home, 'torn-line'));
    staging.write('events', Buffer.concat([output.spoolBytes, Buffer.from('{"uuid":"00')]));
    staging.write('terminal', output.terminal);
    assert.deepEqual(texts(await staging.finish()), ['one']);
  });

  it('splits text outside events at every line end that Python knows, and strips line ends only', async () => {
    const output = new StagedOutput();
    output.show('a\rb\u2028c\x85d\x0be\r\n \r\n\t x \n');
    assert.deepEqual(texts(await capture(home, output)), ['a', 'b\u2028', 'c\x85', 'd\x0b', 'e', ' ', '\t x ']);
  });

  it('keeps carriage returns and blank lines inside an event, and strips them at its end', async () => {
    const output = new StagedOutput();
    output.event('\r\n\r\n 10%\r 90%\r\n\r\nend \r\n\r\n\r');
    const [event] = await capture(home, output);
    assert.equal(event?.stdout, '\r\n\r\n 10%\r 90%\r\n\r\nend ');
    assert.deepEqual([event?.start_line, event?.end_line], [0, 6]);
  });

  it('takes no time over a text of very many blank lines', { timeout: 5000 }, async () => {
    const output = new StagedOutput();
    output.event(`${'\r\n'.repeat(500_000)}x\r\n`);
    const [event] = await capture(home, output);
    assert.equal(event?.stdout.length, 1_000_001);
  });

  it('passes on data to the last character: lone surrogates, numbers that JavaScript cannot hold, odd floats', async () => {
    const members =
      '"event_data":{"res":{"big":123456789012345678901234567890,"float":1.0,"small":1e-400,"lone":"\\ud800","nul":"\\u0000"}}';
    const output = new StagedOutput();
    output.event('text\r\n', { members });
    const [plain = ''] = await captureText(home, output);
    assert.ok(plain.endsWith(`${members}}`), plain);
    const redactor = createRedactor(['a secret that is not there']);
    assert.deepEqual(await captureText(home, output, { redactor }), [plain]);
  });

  it('passes on all other data to the last character where a secret is masked', async () => {
    const members =
      '"event_data":{"res":{"big":123456789012345678901234567890,"float":1.0,"lone":"\\ud800","stdout":"hunter2!"}}';
    const output = new StagedOutput();
    output.event('the password is hunter2!\r\n', { members });
    const [event = ''] = await captureText(home, output, { redactor: createRedactor(['hunter2!']) });
    assert.ok(event.endsWith(`${members.replace('hunter2!', '********')}}`), event);
    assert.match(event, /"stdout":"the password is \*{8}"/);
  });

  it("makes a warning of the supervisor's notice, at its place and with its time", async () => {
    const output = new StagedOutput();
    output.event('one\r\n');
    output.show(
      `Password: ${makeMark('N {"kind":"unanswered_prompt","text":"Password: ","at":"2025-01-02T03:04:05.678Z"}')}`,
    );
    output.event('two\r\n');
    const events = await capture(home, output);
    const warning = events.find(({ event }) => event === 'warning');
    assert.equal(warning?.created, '2025-01-02T03:04:05.678Z');
    assert.equal(warning?.event_data?.['prompt'], 'Password:');
    assert.deepEqual(texts(events).filter(Boolean), ['one', 'Password: ', 'two']);
  });

  it('puts lines of stderr that belong to no event at the end, and its events where the spool has them', async () => {
    const output = new StagedOutput();
    output.event('one\n');
    output.event('a warning\n', { stream: 'stderr' });
    output.show('Traceback\n', 'stderr');
    output.show('between\n');
    output.event('three\n');
    output.event('an error\n', { stream: 'stderr' });
    const events = await capture(home, output, { mode: 'pipes' });
    assert.deepEqual(texts(events), ['one', 'between', 'a warning', 'three', 'an error', 'Traceback']);
  });

  it('reads a spool of any size, with lines of any length', async () => {
    const output = new StagedOutput();
    const random = createRandom(8);
    for (let number = 1; number <= 1500; number += 1) {
      const filling = 'x'.repeat(random.below(number % 500 === 0 ? 900_000 : 900));
      output.event(`${number}\r\n`, { members: `"event_data":{"filling":"${filling}"}` });
    }
    const events = await captureText(home, output);
    assert.equal(events.length, 1500);
    for (const [index, event] of events.entries()) {
      const [uuid, rest] = [output.spool[index]?.slice(9, 56), output.spool[index]?.slice(56)];
      assert.ok(event.startsWith(`${uuid}"counter":${index + 1},"stdout":"${index + 1}",`), `event ${index + 1}`);
      assert.ok(event.endsWith(rest ?? '?'), `event ${index + 1}`);
    }
  });

  it('has a line outside events as soon as it is complete, and not before', async () => {
    const staging = new Staging(join(home, 'live-lines'));
    for (const [text, count] of [
      ['one\r\n', 1],
      ['tw', 1],
      ['o\nthree\nfour', 3],
    ] as const) {
      staging.write('terminal', Buffer.from(text));
      await staging.capture.pump();
      assert.equal(staging.capture.count, count, text);
    }
    assert.deepEqual(texts(await staging.finish()), ['one', 'two', 'three', 'four']);
  });

  it('has each event as soon as its text is complete, while Ansible goes on', async () => {
    const staging = new Staging(join(home, 'live'));
    const output = new StagedOutput();
    for (let number = 1; number <= 20; number += 1) {
      const before = [output.spoolBytes.length, output.terminal.length] as const;
      output.event(`event ${number}\r\n`);
      staging.write('events', output.spoolBytes.subarray(before[0]));
      staging.write('terminal', output.terminal.subarray(before[1]));
      await staging.capture.pump();
      assert.equal(staging.capture.count, number);
    }
    assert.equal((await staging.finish()).length, 20);
  });
});

describe('captures of several runs at once', () => {
  const home = makeTemporaryDir();

  it('take pieces of their work in turn, one in a turn of the event loop', async () => {
    const output = new StagedOutput();
    for (let number = 1; number <= 200; number += 1) output.event(`${'.'.repeat(1000)}\r\n`);
    const stagings = ['a', 'b', 'c'].map((name) => new Staging(join(home, name)));
    for (const staging of stagings) {
      staging.write('events', output.spoolBytes);
      staging.write('terminal', output.terminal);
    }
    const counts = (): number[] => stagings.map(({ capture: { count } }) => count);
    const turns = [counts()];
    const pumping = Promise.all(stagings.map((staging) => staging.capture.pump()));
    while (turns.at(-1)?.some((count) => count < 200)) {
      await nextTurn();
      turns.push(counts());
    }
    await pumping;
    for (const [index, turn] of turns.slice(1).entries()) {
      const atWork = turn.filter((count, which) => count !== turns[index]?.[which]);
      assert.ok(atWork.length <= 1, `turn ${index + 1}: ${turns[index]?.join(' ')} became ${turn.join(' ')}`);
    }
    assert.ok(turns.length > 9, 'each of them took several turns');
    for (const staging of stagings) await staging.finish();
  });
});

/** Events and lines in any order, marks lost, twice, out of order, over and under. */
function stageAtRandom(random: Random, withStderr = false): StagedOutput {
  const output = new StagedOutput();
  const pieces = ['word ', '\r\n', '\n', 'ü', '🎭', '\r', '\u2028', '\x1b', '\x1b_', '"', '\\', ' '];
  for (let step = 0; step < 30; step += 1) {
    const text = random.text(pieces, random.below(6));
    const stream = withStderr && random.below(3) === 0 ? 'stderr' : 'terminal';
    const what = random.below(12);
    if (what < 7) output.event(text, { stream });
    else if (what === 7) output.event('', { stream, marks: random.pick(['none', 'begin', 'end'] as const) });
    else if (what === 8) output.show(makeMark(`B${1 + random.below(40)}`) + text + makeMark('E'), stream);
    else output.show(text, stream);
  }
  return output;
}

/** Files that grow a little at a time, in any order that the plugin allows: data before its mark. */
async function captureInPieces(
  directory: string,
  output: StagedOutput,
  mode: 'pty' | 'pipes',
  random: Random,
): Promise<string[]> {
  const staging = new Staging(directory, { mode });
  staging.write('events', output.spoolBytes);
  const rest = { terminal: output.terminal, stderr: output.stderr };
  while (rest.terminal.length + rest.stderr.length > 0) {
    const file = random.pick(['terminal', 'stderr'] as const);
    const size = random.below(random.pick([4, 40, 4000]));
    staging.write(file, rest[file].subarray(0, size));
    rest[file] = rest[file].subarray(size);
    if (random.below(2) === 0) await staging.capture.pump();
  }
  await staging.finish();
  return staging.events;
}

/** Text outside events is new each time it is derived: its time is the only thing that is not on disk. */
function hideTime(event: string): string {
  return event.replace(/("event":"(?:verbose|warning)","created":)"[^"]*"/, '$1""');
}
