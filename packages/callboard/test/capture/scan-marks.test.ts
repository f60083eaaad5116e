import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom, type Random } from '@callboard/testkit';
import { MarkScanner, type Token } from '#callboard/capture/scan-marks.js';

const nonce = 'feedfeedfeedfeed';
const foreign = '0123456789abcdef';
const mark = (body: string, of = nonce): string => `\x1b_cb${of} ${body}\x1b\\`;

/** Tokens with neighbouring texts as one, so that chunks leave no trace. */
function scan(chunks: Iterable<Buffer>): (string | number)[][] {
  const scanner = new MarkScanner(nonce);
  const tokens: Token[] = [];
  for (const chunk of chunks) tokens.push(...scanner.push(chunk));
  tokens.push(...scanner.finish());
  const merged: (string | number)[][] = [];
  for (const token of tokens) {
    const last = merged.at(-1);
    if (token.type !== 'text') merged.push(describeToken(token));
    else if (last?.[0] === 'text') last[1] += token.bytes;
    else merged.push(['text', token.bytes]);
  }
  return merged;
}

/** Long texts by their lengths: a difference should be readable. */
function scanBriefly(chunks: Iterable<Buffer>): (string | number)[][] {
  return scan(chunks).map(([type = '', value = '']) => [
    type,
    String(value).length > 1000 ? String(value).length : value,
  ]);
}

function describeToken(token: Exclude<Token, { type: 'text' }>): (string | number)[] {
  if (token.type === 'begin') return ['begin', token.number];
  return token.type === 'notice' ? ['notice', token.json] : ['end'];
}

const scanText = (text: string): (string | number)[][] => scan([Buffer.from(text, 'latin1')]);
const textOnly = (text: string): (string | number)[][] => [['text', text]];

function* splitEvery(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function* splitAnywhere(bytes: Buffer, random: Random, largest: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size = random.below(largest + 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const handMade = Buffer.concat([
  Buffer.from(`before\r\n${mark('B1')}PLAY [all] ****\r\n${mark('E')}`),
  Buffer.from(`${mark('B2')}${mark('E')}between ${mark('B7', foreign)}nested${mark('E', foreign)}\n`),
  Buffer.from(`${mark('N {"kind":"unanswered_prompt"}')}\x1b[0;32mok\x1b[0m grüße 🎭 \x1b_cb${nonce} B`),
  Buffer.from([0xff, 0x00, 0x1b, 0x1b, 0x5f, 0x63, 0x62]),
  Buffer.from(`${mark('B3')}\x1b${mark('E')}${mark('B999999999999999')}torn \x1b_cb${nonce.slice(0, 9)}`),
]);

describe('the mark scanner', () => {
  it('finds begin, end and notice, and leaves every other byte as text', () => {
    assert.deepEqual(scan([handMade]), [
      ['text', 'before\r\n'],
      ['begin', 1],
      ['text', 'PLAY [all] ****\r\n'],
      ['end'],
      ['begin', 2],
      ['end'],
      ['text', `between ${mark('B7', foreign)}nested${mark('E', foreign)}\n`],
      ['notice', '{"kind":"unanswered_prompt"}'],
      [
        'text',
        Buffer.from(`\x1b[0;32mok\x1b[0m grüße 🎭 \x1b_cb${nonce} B\xff\0\x1b\x1b_cb`)
          .toString('latin1')
          .replace('Ã¿', 'ÿ'),
      ],
      ['begin', 3],
      ['text', '\x1b'],
      ['end'],
      ['begin', 999_999_999_999_999],
      ['text', `torn \x1b_cb${nonce.slice(0, 9)}`],
    ]);
  });

  it('says the same wherever the stream is cut: in two at every byte, in pieces of every size, at random', () => {
    const whole = scan([handMade]);
    for (let at = 0; at <= handMade.length; at += 1) {
      assert.deepEqual(scan([handMade.subarray(0, at), handMade.subarray(at)]), whole, `cut at ${at}`);
    }
    for (let size = 1; size <= 64; size += 1) {
      assert.deepEqual(scan(splitEvery(handMade, size)), whole, `pieces of ${size}`);
    }
    for (let seed = 1; seed <= 300; seed += 1) {
      assert.deepEqual(scan(splitAnywhere(handMade, createRandom(seed), 20)), whole, `seed ${seed}`);
    }
  });

  for (const [what, body] of Object.entries({
    'the number nought': 'B0',
    'a leading nought': 'B01',
    'no number': 'B',
    'a number that JavaScript cannot hold': 'B9999999999999999',
    'something behind the number': 'B1 ',
    'a small letter': 'e',
    'nothing at all': '',
    'a notice that is no object': 'N 1',
    'an unknown word': 'X1',
  })) {
    it(`takes a mark of ours with ${what} for text`, () => {
      assert.deepEqual(scanText(`a${mark(body)}b`), textOnly(`a${mark(body)}b`));
    });
  }

  it('takes a notice whose JSON is broken for text: one that was torn must not end the capture', () => {
    const broken = `${mark('N {"kind":')}x`;
    assert.deepEqual(scanText(broken), textOnly(broken));
  });

  it('takes marks in other spellings for text: 8-bit control characters, UTF-16, BEL as terminator', () => {
    for (const text of [
      `\x9fcb${nonce} B1\x9c`,
      `\x1b_cb${nonce} B1\x07`,
      Buffer.from(mark('B1'), 'utf16le').toString('latin1'),
      mark('B1', nonce.toUpperCase()),
    ]) {
      assert.deepEqual(scanText(text), textOnly(text));
    }
  });

  it('finds a mark that stands inside a torn one', () => {
    assert.deepEqual(scanText(`\x1b_cb${nonce} B1${mark('B2')}x`), [
      ['text', `\x1b_cb${nonce} B1`],
      ['begin', 2],
      ['text', 'x'],
    ]);
  });

  it('gives up on a mark that does not end, keeps its text, and goes on behind it', () => {
    const endless = `\x1b_cb${nonce} N {${'x'.repeat(200_000)}`;
    const expected = [
      ['text', endless.length],
      ['begin', 5],
      ['text', 'behind'],
    ];
    const bytes = Buffer.from(`${endless}${mark('B5')}behind`);
    assert.deepEqual(scanBriefly([bytes]), expected);
    assert.deepEqual(scanBriefly(splitEvery(bytes, 1000)), expected);
  });

  it('holds back no more than one mark, however long the text behind its beginning', () => {
    const scanner = new MarkScanner(nonce);
    let given = scanner.push(Buffer.from(`\x1b_cb${nonce} N {`)).length;
    let fed = 0;
    while (given === 0 && fed < 10_000_000) {
      given += scanner.push(Buffer.alloc(4096, 'x')).length;
      fed += 4096;
    }
    assert.ok(fed <= 70_000, `${fed} bytes were held back`);
  });

  it('decides about a long notice by its length alone, not by how the chunks fell', () => {
    for (const length of [65_400, 65_500, 65_520, 65_528, 65_530, 65_532, 65_536, 65_540, 66_000, 130_000]) {
      const bytes = Buffer.from(`${mark(`N {"text":"${'x'.repeat(length)}"}`)}tail`);
      const whole = scanBriefly([bytes]);
      assert.deepEqual(scanBriefly(splitEvery(bytes, 997)), whole, `${length} in chunks of 997`);
      assert.deepEqual(
        scanBriefly([bytes.subarray(0, bytes.length - 5), bytes.subarray(bytes.length - 5)]),
        whole,
        `${length}`,
      );
    }
  });

  it('loses and invents no byte, and depends on no chunk, for random streams of fragments', () => {
    const fragments = [
      'text',
      '\n',
      '\x1b',
      '\\',
      '_',
      'cb',
      nonce,
      ' ',
      'B',
      '12',
      'E',
      'N {}',
      '\x1b\\',
      '\x1b_',
      `\x1b_cb${nonce} `,
      mark('B3'),
      mark('E'),
      mark('N {}'),
      mark('B4', foreign),
      `\x1b_cb${nonce.slice(0, 7)}`,
      '\xff',
      '\xc3\xa9',
    ];
    for (let seed = 1; seed <= 3000; seed += 1) {
      const random = createRandom(seed);
      const bytes = Buffer.from(random.text(fragments, 1 + random.below(30)), 'latin1');
      const whole = scan([bytes]);
      assert.equal(whole.map(respell).join(''), bytes.toString('latin1'), `seed ${seed}`);
      assert.deepEqual(scan(splitAnywhere(bytes, random, 6)), whole, `seed ${seed}`);
    }
  });
});

function respell([type, value]: (string | number)[]): string {
  if (type === 'text') return String(value);
  if (type === 'begin') return mark(`B${value}`);
  return type === 'end' ? mark('E') : mark(`N ${value}`);
}
