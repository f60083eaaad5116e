import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLeaks } from '#testkit/conformance/find-leaks.js';

const secret = 'S3cret/with "all"+kinds';

test('a secret is found as a whole, in part, and however it is spelled', () => {
  const leaks = [
    `Authorization: Bearer ${secret}`,
    `Authorization: Bearer ${secret.slice(0, 9)}***`,
    `…${secret.slice(-8)}`,
    JSON.stringify({ token: secret }),
    `http://example.test/?token=${encodeURIComponent(secret)}`,
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ];
  for (const text of leaks) assert.ok(findLeaks(text, secret).length > 0, text);
});

test('what is masked, or only looks a little like it, is none', () => {
  for (const text of ['', 'Authorization: Bearer ***', 'S3cret', 'with all kinds of secrets'])
    assert.deepEqual(findLeaks(text, secret), [], text);
});

test('a short secret is looked for as a whole', () => {
  assert.deepEqual(findLeaks('the pin is 12345', '12345'), ['12345']);
  assert.deepEqual(findLeaks('the pin is 1234', '12345'), []);
});
