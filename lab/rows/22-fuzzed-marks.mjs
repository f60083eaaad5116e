import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import { mutateBytes } from '../lib/fuzz.mjs';
import { readRun } from '../lib/read-run.mjs';
import { writeScenario } from '../lib/scenarios.mjs';
import { tryEach } from '../lib/try-each.mjs';

export const row = {
  number: 22,
  promise: 'fuzzed marks (torn, forged, of another run, in any chunks): every event once, with its text to the byte',
  async prove(lab) {
    const [runs, streams] = [lab.pick(6, 1000), lab.pick(400, 40_000)];
    await tryEach(
      Array.from({ length: runs }, (_, at) => makeScenario(lab.random, at)),
      (scenario) => run(lab, scenario),
    );
    const { MarkScanner } = await import(pathToFileURL(lab.product.module('capture/scan-marks')).href);
    const { openSpoolLine } = await import(pathToFileURL(lab.product.module('capture/spool-line')).href);
    for (let at = 0; at < streams; at += 1) {
      scanInChunks(lab, MarkScanner);
      openSpoilt(lab, openSpoolLine);
    }
    return {
      tried:
        'plays of a fake Ansible that writes torn and forged marks, marks of other runs and none at all, in pieces of any size; streams of half marks, cut everywhere; lines of the spool with bytes changed',
      times: runs + 2 * streams,
      lost: 0,
    };
  },
};

function makeScenario(random, at) {
  const events = 30;
  const drops = Array.from({ length: random.below(4) }, () => 1 + random.below(events));
  return {
    name: `play-${at}`,
    events,
    variety: 1 + random.below(1e6),
    chunkBytes: random.pick([0, 1, 2, 3, 7, 23, 64, 4095, 4096]),
    tornEvery: random.below(4),
    foreignEvery: random.below(4),
    outsideEvery: random.below(6),
    dropMarks: drops,
  };
}

async function run(lab, { name, ...scenario }) {
  const home = lab.folder(name);
  const playbook = writeScenario(home, name, scenario);
  const options = { privateDataDir: home, ident: 'r', binary: lab.fakeAnsible, playbook };
  const { code, stderr } = await lab.startRun(options).ended;
  if (code !== 0) lab.fail(`${name} failed: ${stderr}`, scenario);
  const { problems } = readRun(lab, join(home, 'artifacts/r'), join(home, `${name}.oracle`));
  if (problems.length > 0) lab.fail(`${name} is not what was said`, { problems, scenario });
}

const nonce = 'feedfeedfeedfeed';
const pieces = [
  '\u001b',
  '\u001b_',
  `\u001b_cb${nonce}`,
  `\u001b_cb${nonce} `,
  `\u001b_cb${nonce} B`,
  `\u001b_cb${nonce} B1\u001b\\`,
  `\u001b_cb${nonce} E\u001b\\`,
  `\u001b_cb0123456789abcdef B1\u001b\\`,
  '\u001b\\',
  'B2',
  ' E',
  '\n',
  'text',
  '\\',
  'N {}',
  `\u001b_cb${nonce} N {"kind":"x","text":"y"}\u001b\\`,
  `\u001b_cb${nonce} N {"kind":`,
  `\u001b_cb${nonce} B01\u001b\\`,
];

/** However it comes, it is the same: what is certain at once is not taken back, what is held back comes at the end. */
function scanInChunks(lab, MarkScanner) {
  const { random } = lab;
  const bytes = Buffer.from(random.text(pieces, 1 + random.below(30)));
  const whole = describe(scan(MarkScanner, [bytes]));
  const step = 1 + random.below(12);
  const even = Array.from({ length: Math.ceil(bytes.length / step) }, (_, at) =>
    bytes.subarray(at * step, (at + 1) * step),
  );
  const cut = random.below(bytes.length + 1);
  for (const chunks of [even, [bytes.subarray(0, cut), bytes.subarray(cut)]]) {
    assert.deepEqual(describe(scan(MarkScanner, chunks)), whole, bytes.toString('latin1'));
  }
  assert.deepEqual(whole, readPlainly(bytes.toString('latin1')), bytes.toString('latin1'));
}

/** A line is what was written, or none. */
function openSpoilt({ random }, openSpoolLine) {
  const data = `{"uuid":"${random.below(1e9)}","event":"runner_on_ok","event_data":{"n":${random.below(1e9)}}}`;
  const line = `${crc32(data).toString(16).padStart(8, '0')} ${data}`;
  assert.equal(openSpoolLine(line), data);
  const spoilt = mutateBytes(random, Buffer.from(line)).toString('latin1');
  assert.ok([data, undefined].includes(openSpoolLine(spoilt)), JSON.stringify({ line, spoilt }));
}

function scan(MarkScanner, chunks) {
  const scanner = new MarkScanner(nonce);
  return [...chunks.flatMap((chunk) => scanner.push(chunk)), ...scanner.finish()];
}

/** Texts that follow each other are one. */
function describe(tokens) {
  const told = [];
  for (const { type, bytes, number, json } of tokens) {
    if (type !== 'text') told.push([type, number ?? json ?? '']);
    else if (told.at(-1)?.[0] === 'text') told.at(-1)[1] += bytes;
    else told.push(['text', bytes]);
  }
  return told;
}

/** The rule, as one would write it down: a mark is exactly that, everything else is text. */
function readPlainly(text) {
  const told = [];
  let kept = '';
  for (let at = 0; at < text.length; ) {
    const mark = readMark(text.slice(at));
    if (!mark) kept += text[at++];
    else {
      if (kept !== '') told.push(['text', kept]);
      kept = '';
      told.push(mark.token);
      at += mark.length;
    }
  }
  return kept === '' ? told : [...told, ['text', kept]];
}

const shape = new RegExp(`^\\u001b_cb${nonce} (?:B([1-9]\\d{0,14})|(E)|N (\\{.*?))\\u001b\\\\`, 's');

function readMark(text) {
  const [{ length }, number, end, json] = shape.exec(text) ?? [''];
  if (length === 0 || (json !== undefined && !isNotice(json))) return undefined;
  if (json !== undefined) return { length, token: ['notice', json] };
  return { length, token: end ? ['end', ''] : ['begin', Number(number)] };
}

function isNotice(json) {
  try {
    return typeof JSON.parse(json).kind === 'string';
  } catch {
    return false;
  }
}
