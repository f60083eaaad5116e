import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMissing } from '../checks/check-lockfile.mjs';

test('an optional package that the lock lacks is named', () => {
  const tool = { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-darwin': '1.0.0' } };
  const packages = { 'node_modules/tool': tool, 'node_modules/tool-linux': {} };
  assert.match(findMissing(packages).join(), /^node_modules\/tool: tool-darwin@1\.0\.0 is not in the lock/);
  assert.deepEqual(findMissing({ ...packages, 'node_modules/tool/node_modules/tool-darwin': {} }), []);
  const nested = { 'node_modules/a/node_modules/tool': tool, 'node_modules/a/node_modules/tool-darwin': {} };
  assert.deepEqual(findMissing({ ...nested, 'node_modules/tool-linux': {} }), []);
});
