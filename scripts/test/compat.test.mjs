import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPageCurrent } from '../../compat/describe-differences.mjs';

test('the page of deliberate differences has those that the comparison knows', () => {
  assert.ok(isPageCurrent(), 'npm run compat -- --write-page');
});
