import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAtLeast, pickSpread, pipRequirement, seriesFor } from '../setup/ansible-series.mjs';

const python = (minor) => ({ path: `/python3.${minor}`, minor });
const names = (spread) => spread.map(({ series, venvPython }) => `${series} on ${venvPython.minor}`);

test('each Python gets the newest series that it can run', () => {
  const newest = [9, 10, 11, 12, 13, 14, 15].map((minor) => seriesFor(minor).at(-1).series);
  assert.deepEqual(newest, ['2.15', '2.17', '2.19', '2.21', '2.21', '2.21', '2.21']);
});

test('a spread is the oldest, 2.16 and the newest', () => {
  assert.deepEqual(names(pickSpread([python(11)])), ['2.14 on 11', '2.16 on 11', '2.19 on 11']);
});

test('a second Python widens the spread; the preferred one is used where it can be', () => {
  const spread = names(pickSpread([python(11), python(13), python(9)]));
  assert.deepEqual(spread, ['2.14 on 11', '2.16 on 11', '2.21 on 13']);
});

test('what a Python is too new for is left out', () => {
  assert.deepEqual(names(pickSpread([python(13)])), ['2.18 on 13', '2.19 on 13', '2.21 on 13']);
  assert.deepEqual(names(pickSpread([python(14)])), ['2.21 on 14']);
  assert.deepEqual(pickSpread([]), []);
});

test('versions are compared as numbers', () => {
  assert.equal(isAtLeast('2.14.18', '2.14'), true);
  assert.equal(isAtLeast('2.9.27', '2.14'), false);
  assert.equal(isAtLeast('2.20.0b1', '2.14'), true);
  assert.equal(isAtLeast('3.0.0', '2.14'), true);
});

test('the oldest is asked for exactly, the others by series', () => {
  assert.equal(pipRequirement({ series: '2.14', exact: '2.14.18' }), 'ansible-core==2.14.18');
  assert.equal(pipRequirement({ series: '2.19' }), 'ansible-core==2.19.*');
});
