import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom } from '@callboard/testkit';
import { splitCommandLine } from '#callboard/ansible/split-command-line.js';
import { CallboardError } from '#callboard/errors.js';
import { askPython } from '../helpers/ask-python.js';

const lines = [
  '',
  ' ',
  '\t\r\n',
  'a',
  ' a  b ',
  'a\tb\nc\rd',
  "'a b' c",
  '"a b" c',
  "''",
  '""',
  '\'\' ""',
  "a''b",
  'a"b c"d',
  '\'a"b\' "c\'d"',
  String.raw`a\ b`,
  String.raw`\a`,
  String.raw`"a\"b"`,
  String.raw`"a\\b"`,
  String.raw`"a\nb"`,
  String.raw`'a\'`,
  String.raw`'a\b'`,
  String.raw`"\$x \`y\`"`,
  'a#b #c',
  '# comment',
  '-e "x=1 y=\'2 3\'"',
  '-e \'{"a": "b c"}\'',
  '--limit=a,b -vvv',
  'ü 日本 🎭',
  'a\u00a0b',
  'a\vb\fc',
  'a\u2028b',
  "'",
  '"',
  'a "b',
  String.raw`a\\`,
  '\\',
  'a\\',
  'a\'b"c',
  String.raw`"a\\"`,
  '$HOME *.yml ~ | ; & <>',
  '\0',
  '"multi\nline"',
  'a\\\nb',
  '"a\\\nb"',
];
const pieces = [
  ' ',
  ' ',
  'a',
  'bc',
  "'",
  '"',
  '\\',
  '\\\\',
  '\n',
  '\t',
  '=',
  '#',
  '$',
  'é',
  "''",
  '""',
  '\\"',
  "\\'",
  '\\ ',
  '\r',
  '{',
  '/',
];

describe('splitting a command line', () => {
  it("splits, or refuses, as Python's shlex.split: cases by hand and random ones", () => {
    const random = createRandom(1_234);
    const cases = [...lines, ...Array.from({ length: 5000 }, () => random.text(pieces, random.below(14)))];
    const expected = askPython<(string[] | null)[]>(
      `
import shlex
def split(line):
    try:
        return shlex.split(line)
    except ValueError:
        return None
answer = [split(line) for line in given]`,
      cases,
    );
    for (const [index, line] of cases.entries()) assert.deepEqual(split(line), expected[index], JSON.stringify(line));
  });

  it('says what is left open, and not the line itself, which may hold a secret', () => {
    assert.throws(
      () => splitCommandLine('-e password="hunter2'),
      (thrown: CallboardError) => {
        assert.equal(thrown.code, 'ERR_COMMAND_LINE');
        assert.match(thrown.message, /quotation mark \("\) is not closed/);
        assert.doesNotMatch(thrown.message, /hunter2/);
        return true;
      },
    );
  });
});

function split(line: string): string[] | null {
  try {
    return splitCommandLine(line);
  } catch (thrown) {
    assert.ok(thrown instanceof CallboardError);
    return null;
  }
}
