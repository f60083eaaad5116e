import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTestArguments } from '../testing/read-test-arguments.mjs';

test('nothing told: all tests, one Ansible, this Node', () => {
  const told = { filters: [], nodeOptions: [], ansible: 'one', nodes: [] };
  assert.deepEqual(readTestArguments([]), told);
});

test('words and --only are filters, unknown options go to the test runner', () => {
  const told = readTestArguments(['journal', '--only', 'packages/contract', '--test-name-pattern=a=b', '--watch']);
  assert.deepEqual(told.filters, ['journal', 'packages/contract']);
  assert.deepEqual(told.nodeOptions, ['--test-name-pattern=a=b', '--watch']);
});

test('CI means every version, unless told otherwise', () => {
  assert.deepEqual(readTestArguments([], { CI: 'true' }).nodes, ['22', '24']);
  assert.equal(readTestArguments([], { CI: 'true' }).ansible, 'several');
  assert.deepEqual(readTestArguments(['--nodes='], { CI: 'true' }).nodes, []);
  assert.equal(readTestArguments(['--all-versions']).ansible, 'several');
});

test('folders in CALLBOARD_TEST_ANSIBLE are used as they are', () => {
  const { given } = readTestArguments([], { CALLBOARD_TEST_ANSIBLE: '/a/bin:/b/bin' });
  assert.deepEqual(
    given.map(({ bin }) => bin),
    ['/a/bin', '/b/bin'],
  );
  assert.equal(readTestArguments([], { CALLBOARD_TEST_ANSIBLE: '' }).given, undefined);
});

test('an option without its value is an error', () => {
  assert.throws(() => readTestArguments(['--only']), { code: 'ERR_OPTION' });
});
