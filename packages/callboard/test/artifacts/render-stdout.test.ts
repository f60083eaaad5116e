import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expectTexts, readOracle } from '@callboard/testkit';
import { isFromStderr, renderStdout } from '#callboard/artifacts/render-stdout.js';
import { run } from '#callboard/index.js';
import { prepareFakeRun } from '../helpers/fake-run.js';

const head = (stdout: string, lines: readonly [number, number]): string =>
  `{"uuid":"u","counter":1,"stdout":${JSON.stringify(stdout)},"start_line":${lines[0]},"end_line":${lines[1]},"runner_ident":"r"`;
const event = (stdout: string): string => `${head(stdout, [0, 1])},"event":"runner_on_ok","created":"now","event_data":{}}`;
const outside = (stdout: string, hadNewline: boolean): string =>
  `${head(stdout, [3, hadNewline ? 4 : 3])},"event":"verbose","created":"now"}`;

describe('the stdout artifact', () => {
  it("has an event's text and a newline, and nothing for an event without text", () => {
    assert.equal(renderStdout(event('ok: [a]'), '\r\n'), 'ok: [a]\n');
    assert.equal(renderStdout(event('\r\nPLAY\r\nok'), '\r\n'), '\r\nPLAY\r\nok\n');
    assert.equal(renderStdout(event(''), '\r\n'), '');
  });

  it('has a line outside events as the terminal showed it, blank ones included', () => {
    assert.equal(renderStdout(outside('text', true), '\r\n'), 'text\r\n');
    assert.equal(renderStdout(outside('', true), '\r\n'), '\r\n');
    assert.equal(renderStdout(outside('', true), '\n'), '\n');
    assert.equal(renderStdout(outside('prompt: ', false), '\r\n'), 'prompt: \n');
  });

  it("is not misled by a text that looks like an event's own members", () => {
    for (const text of ['","start_line":5', '"stdout":"x","start_line":1', '\\","start_line":0', ',"event":"verbose","created":"now"}']) {
      assert.equal(renderStdout(event(text), '\n'), `${text}\n`);
    }
    const data = '"res":{"stdout":",\\"event\\":\\"verbose\\",\\"created\\":\\"x\\"}"}';
    assert.equal(renderStdout(`${head('', [0, 0])},"event":"runner_on_ok","event_data":{${data}}}`, '\n'), '');
  });

  it('has nothing that came on stderr, and is not misled by what looks like it', async () => {
    const member = '"stream":"stderr",';
    const from = (ident: string, more: string, data: string): string =>
      `{"uuid":"u","counter":1,"stdout":"x","start_line":0,"end_line":1,"runner_ident":${ident},${more}"event":"verbose","data":${data}}`;
    assert.equal(isFromStderr(from('"r"', member, '{}')), true);
    assert.equal(isFromStderr(from('"r\\"\\\\"', member, '{}')), true);
    assert.equal(isFromStderr(from('"r"', '', `{"runner_ident":"r",${member}"x":1}`)), false);
    const fake = prepareFakeRun({ events: 40, stderrEvery: 4, outsideEvery: 7 }, { runnerMode: 'subprocess' });
    const { run: recorded } = await run(fake.options);
    const stderr = await recorded.stderr();
    const lines = stderr.split('\n').filter((line) => line.length > 8);
    assert.ok(lines.length >= 10);
    const stdout = await recorded.stdout();
    for (const line of lines) assert.ok(!stdout.includes(line), line);
  });

  it('is what was said, in order, where the fake spoke plainly', async () => {
    const fake = prepareFakeRun({ events: 50 });
    const { run: recorded } = await run(fake.options);
    const expected = expectTexts(readOracle(fake.oracle), 'pty').map((text) => `${text}\n`).join('');
    assert.equal(readFileSync(join(fake.artifactDir, 'stdout'), 'utf8'), expected);
    assert.equal(await recorded.stdout(), expected);
  });
});
