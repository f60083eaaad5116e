import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SettingsSchema } from '@callboard/contract';
import { resolveSettings } from '#callboard/delivery/resolve-settings.js';

const schema = {
  demo_url: { type: 'string', required: true, description: 'Where to.' },
  demo_size: { type: 'integer', default: 10, description: 'How many.' },
  demo_on: { type: 'boolean', description: 'Whether.' },
  demo_list: { type: 'array', env: 'DEMO_ITEMS', description: 'Which.' },
  demo_map: { type: 'object', env: false, secret: true, description: 'What.' },
  demo_mode: { type: 'string', enum: ['fast', 'safe'], default: 'safe', description: 'How.' },
  demo_token: { type: 'string', secret: true, description: 'A token.' },
  demo_headers: { type: 'object', secret: 'by-name', description: 'Headers.' },
} as const satisfies SettingsSchema;

function resolve(settings: Record<string, unknown>, env: Record<string, string> = {}) {
  return resolveSettings('demo', schema, { env, settings });
}

test('the environment beats env/settings, which beats defaults', () => {
  const settings = { demo_url: 'file', demo_size: 3, demo_mode: 'fast' };
  const env = { DEMO_URL: 'env', DEMO_ITEMS: '["a", 1]', DEMO_ON: 'Yes', demo_size: '9' };
  const resolved = resolve(settings, env);
  assert.ok(resolved.configured);
  assert.deepEqual(resolved.values, {
    demo_url: 'env',
    demo_size: 3,
    demo_on: true,
    demo_list: ['a', 1],
    demo_mode: 'fast',
  });
});

test('an empty variable and an empty or null setting are not set', () => {
  assert.deepEqual(resolve({ demo_url: '', demo_size: null }, { DEMO_URL: '' }), {
    configured: false,
    missing: ['demo_url'],
  });
  const resolved = resolve({ demo_url: 'x' }, { DEMO_SIZE: '' });
  assert.ok(resolved.configured);
  assert.equal(resolved.values['demo_size'], 10);
});

test('a setting with `env: false` has no variable', () => {
  const resolved = resolve({ demo_url: 'x' }, { DEMO_MAP: '{"a": "b"}' });
  assert.ok(resolved.configured);
  assert.equal(resolved.values['demo_map'], undefined);
});

test('values of the wrong type or choice are told by name, type and meaning, never by value', () => {
  const wrong: readonly [Record<string, unknown>, Record<string, string>, RegExp][] = [
    [{ demo_size: 'many-secrets' }, {}, /`demo_size` of the plugin demo must be of type integer. How many\./],
    [{ demo_size: 1.5 }, {}, /of type integer/],
    [{}, { DEMO_SIZE: 'many-secrets' }, /`DEMO_SIZE` of the plugin demo must be of type integer/],
    [{ demo_on: 'many-secrets' }, {}, /of type boolean/],
    [{ demo_list: { a: 1 } }, {}, /of type array/],
    [{ demo_map: ['many-secrets'] }, {}, /of type object/],
    [{ demo_mode: 'many-secrets' }, {}, /one of fast, safe/],
    [{ demo_token: 42 }, {}, /`demo_token`.*of type string/],
  ];
  for (const [settings, env, message] of wrong) {
    assert.throws(
      () => resolve({ demo_url: 'x', ...settings }, env),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'ERR_PLUGIN_SETTING');
        assert.match(error.message, message);
        assert.ok(!error.message.includes('many-secrets'));
        return true;
      },
    );
  }
});

test('the values of secret settings are listed, those inside of maps too', () => {
  const resolved = resolve({ demo_url: 'x', demo_token: 'tok', demo_map: { a: 'one', b: { c: ['two'] } } });
  assert.ok(resolved.configured);
  assert.deepEqual([...resolved.secrets].sort(), ['one', 'tok', 'two']);
});

test('of headers those are secret whose names or looks say so; of an address its credentials', () => {
  const headers = {
    Authorization: 'Basic dXNlcjpwYXNzd29yZCE=',
    Cookie: 'session=abc; lang=en; sid=s1d2f3g4h5',
    'X-Api-Key': 'key1',
    'X-Hub-Signature': 'signature1',
    'X-Client': '0123456789abcdef',
    Accept: 'application/vnd.example.v2+json',
    'User-Agent': 'build-server-01.example.org',
    'X-Request': '6f1c1f3e-7b51-4b5e-9b0a-3c1b8f1d2e3f',
  };
  const resolved = resolve({ demo_url: 'https://me:password2@h/?key=key2', demo_headers: headers });
  assert.ok(resolved.configured);
  const basic = ['Basic dXNlcjpwYXNzd29yZCE=', 'dXNlcjpwYXNzd29yZCE=', 'user:password!', 'password!'];
  const cookies = ['session=abc; lang=en; sid=s1d2f3g4h5', 'lang=en; sid=s1d2f3g4h5', 's1d2f3g4h5'];
  const expected = [...basic, ...cookies, 'key1', 'signature1', '0123456789abcdef', 'password2', 'key2'];
  assert.deepEqual([...new Set(resolved.secrets)].sort(), expected.sort());
});
