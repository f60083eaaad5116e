import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsWhatIsWanted } from '../setup/install-packages.mjs';

const wanted = {
  '': { name: 'root' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-another-platform': { version: '1.0.0', optional: true },
  'node_modules/own': { resolved: 'packages/own', link: true },
};
const own = { 'node_modules/own': { resolved: 'packages/own', link: true } };

test('what is installed is enough without packages for other platforms', () => {
  assert.equal(holdsWhatIsWanted(wanted, { ...own, 'node_modules/a': { version: '1.0.0' } }), true);
});

test('another version, or none, is not enough', () => {
  assert.equal(holdsWhatIsWanted(wanted, { ...own, 'node_modules/a': { version: '0.9.0' } }), false);
  assert.equal(holdsWhatIsWanted(wanted, own), false);
});
