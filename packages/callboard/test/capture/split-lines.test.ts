import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '@callboard/testkit';
import { countNewlines, splitLines } from '#callboard/capture/split-lines.js';
import { askPython } from '../helpers/ask-python.js';

const pieces = [
  '\n',
  '\r',
  '\r\n',
  '\n\r',
  '\v',
  '\f',
  '\x1c',
  '\x1d',
  '\x1e',
  '\x1f',
  '\x85',
  '\u2028',
  '\u2029',
  '\u2027',
  '\u202a',
  '\0',
  '\t',
  ' ',
  'a',
  'é',
  '🎭',
  '\ufeff',
  '\u00a0',
  '\x1b[0m',
];

describe('splitting lines', () => {
  it("splits as Python's splitlines(True), for random texts over all that is special", () => {
    const random = createRandom(20_250_101);
    const texts = ['', ...pieces, ...Array.from({ length: 4000 }, () => random.text(pieces, random.below(12)))];
    const expected = askPython<string[][]>('answer = [text.splitlines(True) for text in given]', texts);
    for (const [index, text] of texts.entries())
      assert.deepEqual(splitLines(text), expected[index], JSON.stringify(text));
  });

  it('loses no character', () => {
    const random = createRandom(7);
    for (let times = 0; times < 1000; times += 1) {
      const text = random.text(pieces, 30);
      assert.equal(splitLines(text).join(''), text);
    }
  });

  it('counts line feeds, and nothing else, as lines of a terminal', () => {
    assert.equal(countNewlines(''), 0);
    assert.equal(countNewlines('a\r\nb\n\nc\r\v\x85\u2028'), 3);
  });
});
