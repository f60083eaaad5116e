import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { appendRecords } from '../../bench/lib/append-records.mjs';
import { describeMarginalCosts, describeTotals } from '../../bench/lib/describe-curve.mjs';
import { describeSteps } from '../../bench/lib/describe-steps.mjs';
import { drawChart } from '../../bench/lib/draw-chart.mjs';
import { boundMedian, judge } from '../../bench/lib/judge.mjs';
import { layOut, summarise } from '../../bench/lib/lay-out.mjs';
import { makeRecords } from '../../bench/lib/make-records.mjs';
import { replayWrites } from '../../bench/lib/replay-writes.mjs';

const perEvent = { unit: 'µs', of: 'events', scale: 1e6, atMost: 1.1 };

test('costs that grow with the events alone do not grow for each, whatever the start costs', () => {
  const cost = (events) => [0.5 + events * 2e-6, 0.7 + events * 2e-6];
  const row = describeMarginalCosts('linear', { 10: cost(10), 100: cost(100), 1000: cost(1000) }, perEvent);
  assert.deepEqual(
    row.points.slice(1).map(({ at, value }) => [at, Math.round(value * 1000) / 1000]),
    [
      [100, 2],
      [1000, 2],
    ],
  );
  assert.equal(row.met, true);
  const square = (events) => [events * events];
  assert.equal(describeMarginalCosts('square', { 10: square(10), 100: square(100) }, perEvent).met, false);
});

test('memory is compared with what it was when all had started', () => {
  const options = { unit: 'MiB', of: 'events', since: 100, atMost: 64 };
  assert.deepEqual(describeTotals('memory', { 10: [50], 100: [90, 110, 100], 1000: [170] }, options), {
    figure: 'memory',
    unit: 'MiB',
    of: 'events',
    points: [
      { at: 10, value: 50 },
      { at: 100, value: 100 },
      { at: 1000, value: 170 },
    ],
    growth: 'MiB',
    value: 70,
    target: '≤ 64',
    met: false,
  });
});

test('a verdict says whether so many rounds decide it', () => {
  const count = (length) => Array.from({ length }, (_, at) => at + 1);
  assert.deepEqual([5, 7, 8, 15, 20].map(count).map(boundMedian), [
    [1, 5],
    [1, 7],
    [2, 7],
    [4, 12],
    [6, 15],
  ]);
  // Of 2000 samples from a source whose true median is 0.5, the bounds hold it in nine of ten.
  let [random, held] = [1, 0];
  const draw = () => (random = (random * 48_271) % 0x7fffffff) / 0x7fffffff;
  for (let at = 0; at < 2000; at++) {
    const [low, high] = boundMedian(Array.from({ length: 9 }, draw));
    if (low <= 0.5 && 0.5 <= high) held += 1;
  }
  assert.ok(held >= 1800, `${held}`);
  assert.deepEqual(judge(3, count(5), { atMost: 4 }), { target: '≤ 4', met: true, decided: false });
  assert.deepEqual(judge(3, count(5), { atLeast: 6 }), { target: '≥ 6', met: false, decided: true });
  assert.equal(judge(2, count(3), { atMost: 9 }).decided, false);
  assert.deepEqual(judge(3, [3], { below: 3 }), { target: '< 3', met: false });
  assert.deepEqual(judge(3, [3], {}), {});
});

test('the bare loop writes the bytes of the journal in its groups', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [journal, bare] = [join(folder, 'journal'), join(folder, 'bare')];
  const { groups } = await appendRecords(journal, makeRecords(250), 100);
  const bytes = readFileSync(journal);
  const steps = describeSteps(bytes, groups);
  assert.equal(steps.filter(({ sync }) => sync).length, 3);
  assert.equal(steps.filter(({ write }) => write > 0).length, 3);
  replayWrites(bare, bytes, steps);
  assert.deepEqual(readFileSync(bare), bytes);
});

test('the report has a table for each thing that we are compared with, and a column for each number', () => {
  const rows = [
    { measure: 'a', figure: 'to bare', value: 1.04, unit: '×', beside: 'bare', target: '≤ 1.05', met: true },
    { measure: 'b', figure: 'alone', value: 3, unit: 'ms', target: '< 2 ms', met: false, decided: false },
    { measure: 'c', ...describeTotals('memory', { 1: [5], 50: [60] }, { unit: 'MiB', of: 'runs' }) },
  ];
  const tables = layOut(rows);
  assert.deepEqual(
    tables.map(({ title }) => title),
    ['Beside bare ansible-playbook', 'By itself, on this machine', 'As runs at once become more'],
  );
  assert.deepEqual(tables[0].lines[1], ['a', 'to bare', '1.04 ×', '', '≤ 1.05 ×', '✓']);
  assert.equal(tables[1].lines[1].at(-1), '✗ ?');
  assert.match(summarise(rows), /^Missed: b, alone \(\?\)\. Marked .* 1 of them\.$/);
  assert.deepEqual(tables[2].lines[1], ['c', 'memory', 'MiB', '5', '60', '', '', '']);
});

test('the chart is well-formed, says in words what it shows, and has colours for dark screens', () => {
  const bars = [
    { play: '20 hosts', receiver: 'none', played: 1.01, exited: 1.02, peer: 1.05 },
    {
      play: '20 hosts',
      receiver: 'hangs',
      played: 1.03,
      exited: 2.5,
      peer: 9,
      end: 'does not end: stopped after 60 s',
    },
  ];
  const rows = bars.flatMap(({ played, exited, peer, end, ...bar }) => [
    { value: played, bar: { ...bar, part: 'played' } },
    { value: exited, bar: { ...bar, part: 'exited' } },
    { value: peer, bar: { ...bar, part: 'peer', end } },
  ]);
  const machine = { date: '2026-01-01', version: '1 <dirty>', ansible: '2', peer: '2', node: '20', cpu: 'A & B' };
  const svg = drawChart({ ...machine, memoryGiB: 8, loadAtStart: 0.1, minutes: 60, quick: false, rows });
  const read =
    "import sys, xml.etree.ElementTree as x; print(x.parse(sys.stdin).findtext('{http://www.w3.org/2000/svg}desc'))";
  const { stdout, status } = spawnSync('python3', ['-c', read], { input: svg, encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /No receiver: Callboard 1\.01 ×, Python's ansible-runner 1\.05 ×\./);
  assert.match(stdout, /Never answers: Callboard 1\.03 ×, Python's ansible-runner does not end: stopped after 60 s\./);
  assert.match(svg, /prefers-color-scheme: dark/);
});
