import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { cleanLine, cleanText } from '#callboard/cli/screen/clean.js';
import { describeDuration } from '#callboard/cli/screen/describe-time.js';
import { clip, measureWidth, pad } from '#callboard/cli/screen/measure.js';
import { quoteWords } from '#callboard/cli/screen/quote-words.js';
import { renderTable } from '#callboard/cli/screen/render-table.js';
import { inspectScreen } from '#callboard/cli/screen/style.js';

test('widths are those of a terminal', () => {
  for (const [text, width] of [
    ['', 0],
    ['plain', 5],
    ['grün', 4],
    ['e\u0301', 1],
    ['日本', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['한글', 4],
    ['🚀', 2],
    ['👩‍👩‍👧', 2],
    ['✓…·', 3],
  ] as const) {
    assert.equal(measureWidth(text), width, text);
  }
});

test('cutting never passes the width, nor cuts a character', () => {
  assert.equal(clip('exactly', 7), 'exactly');
  assert.equal(clip('too long', 5), 'too …');
  assert.equal(clip('日本語', 5), '日本…');
  assert.equal(clip('日本語', 4), '日…');
  assert.equal(clip('👩‍👩‍👧👩‍👩‍👧', 3), '👩‍👩‍👧…');
  assert.equal(pad('日本', 6), '日本  ');
  assert.equal(pad('7', 3, 'right'), '  7');
});

test('control characters do not reach the screen', () => {
  assert.equal(cleanLine('a\u001b[2J\u001b[31mb\u001b[0m\r\nc\td'), 'ab c  d');
  assert.equal(cleanLine('bell\u0007 back\u0008'), 'bell� back�');
  assert.equal(cleanLine('\u202eevil'), '�evil');
  assert.equal(cleanText('one\r\ntwo\rthree'), 'one\ntwo\nthree');
  assert.doesNotMatch(cleanLine('\u001b]0;title\u0007x\u001b[?25l\u009b1A'), /[\u0000-\u001f\u007f-\u009f]/);
});

test('a table fits the terminal, and is whole in a pipe', () => {
  const columns = [
    { title: 'n', align: 'right' },
    { title: 'name', shrinkTo: 4 },
    { title: 'more', shrinkTo: 4 },
  ] as const;
  const rows = [
    [{ text: '1' }, { text: 'a'.repeat(60) }, { text: 'short' }],
    [{ text: '23' }, { text: 'b' }, { text: 'c'.repeat(9) }],
  ];
  const narrow = renderTable(columns, rows, inspectScreen({ isTTY: true, columns: 40, env: { NO_COLOR: '1' } }));
  assert.deepEqual(narrow, [
    ' n  name                       more',
    ` 1  ${'a'.repeat(24)}…  short`,
    `23  b                          ${'c'.repeat(9)}`,
  ]);
  const whole = renderTable(columns, rows, inspectScreen({ isTTY: false, columns: undefined, env: {} }));
  assert.equal(whole[1], ` 1  ${'a'.repeat(60)}  short`);
});

test('a table that is too wide at its narrowest is cut, line by line, in colours too', () => {
  const columns = [
    { title: 'ident', shrinkTo: 4 },
    { title: 'status' },
    { title: 'started' },
    { title: 'n', align: 'right' },
  ] as const;
  const rows = [
    [{ text: 'nightly' }, { text: '成功' }, { text: '2026-01-01 03:12:31' }, { text: '7', look: 'red' as const }],
  ];
  for (let width = 10; width <= 60; width += 1) {
    const plain = renderTable(
      columns,
      rows,
      inspectScreen({ isTTY: true, columns: width, env: { NO_COLOR: '1' } }),
      '  ',
    );
    const coloured = renderTable(columns, rows, inspectScreen({ isTTY: true, columns: width, env: {} }), '  ');
    assert.deepEqual(
      coloured.map(stripVTControlCharacters).map((line) => line.trimEnd()),
      plain,
    );
    for (const line of plain) assert.ok(measureWidth(line) <= width, `${width}: ${line}`);
    assert.equal(plain[1]!.endsWith('…'), width < 38, `${width}: ${plain[1]}`);
  }
});

test('a terminal that does not know its width is taken for one of the usual width', () => {
  const widths = [0, undefined, 1, 132].map((columns) => inspectScreen({ isTTY: true, columns, env: {} }).width);
  assert.deepEqual(widths, [80, 80, 10, 132]);
});

test('a command line can be pasted into a shell', () => {
  const words = ['ansible', '-a', 'echo "it\'s" $HOME', '', 'a=b', '~/x', '*'];
  const shown = quoteWords(words);
  assert.equal(quoteWords(['ansible-playbook', '-i', '/a/b,c', '@x.yml']), 'ansible-playbook -i /a/b,c @x.yml');
  const said = execFileSync('sh', ['-c', `printf '%s\\n' ${shown}`], { encoding: 'utf8' });
  assert.deepEqual(said.split('\n').slice(0, -1), words);
});

test('durations read as one says them', () => {
  const told = [0, 0.44, 9.94, 9.96, 59.4, 59.6, 185, 7620].map(describeDuration);
  assert.deepEqual(told, ['0.0 s', '0.4 s', '9.9 s', '10 s', '59 s', '1 min 00 s', '3 min 05 s', '2 h 07 min']);
});
