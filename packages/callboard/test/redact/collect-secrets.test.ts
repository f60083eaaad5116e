import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectSecrets, type SecretSources } from '#callboard/redact/collect-secrets.js';

const nothing: SecretSources = { answers: [], sshKey: undefined, named: [], args: [], values: [], namePatterns: [] };
const collect = (sources: Partial<SecretSources>): string[] => collectSecrets({ ...nothing, ...sources }).sort();

describe('collecting secrets', () => {
  it('takes every answer to a prompt, the ssh key, and the values of the redact setting', () => {
    const found = collect({ answers: ['answer1', 'yes'], sshKey: 'KEY\nLINES', values: ['configured'] });
    assert.deepEqual(found, ['KEY\nLINES', 'answer1', 'configured']);
  });

  it('takes values by their names, everything below such a name, and numbers', () => {
    const named = [
      {
        db_password: 'value1',
        secret: { a: ['value2', { b: 'value3' }], n: 123456 },
        name: 'harmless',
        list: [{ token: 'value4' }],
      },
    ];
    assert.deepEqual(collect({ named }), ['123456', 'value1', 'value2', 'value3', 'value4']);
  });

  it('takes name=value and JSON out of command lines, with quotes and without', () => {
    const args = [
      '-e',
      'password=value1 user=me',
      'api_key=\'value two\' token="value3"',
      '{"become_pass": "value4", "x": "y"}',
      '{"password": ',
    ];
    assert.deepEqual(collect({ args }), ['value two', 'value1', 'value3', 'value4']);
  });

  it('takes the password out of an address, wherever it stands', () => {
    const named = [
      { HTTPS_PROXY: 'http://me:value1@proxy:3128/', other: 'https://host/path', repo: 'git+ssh://git@host/x' },
    ];
    assert.deepEqual(collect({ named, args: ['amqp://u:value2@q'] }), ['value1', 'value2']);
  });

  it('takes parameters of an address by their names, a token in the place of the user, and what they decode to', () => {
    const named = [
      {
        runner_http_url: 'https://h.example/in?token=value1&v=2&page=12345#access_token=value%2F2',
        NEXT: 'https://h/?redirect=next%20page&sig=value3&x-amz-signature=value4',
        repo: 'https://ghp0a1b2c3d4e5f6a7b8@github.com/me/x',
        build: 'https://me:value%405@h/?run=6f1c1f3e-7b51-4b5e-9b0a-3c1b8f1d2e3f&name=us-east-1',
      },
    ];
    assert.deepEqual(collect({ named }), [
      'ghp0a1b2c3d4e5f6a7b8',
      'value%2F2',
      'value%405',
      'value/2',
      'value1',
      'value3',
      'value4',
      'value@5',
    ]);
  });

  it("takes words that a user's pattern of names tells", () => {
    assert.deepEqual(collect({ named: [{ shibboleth: 'value1' }], namePatterns: [/shib/i] }), ['value1']);
  });

  it("leaves out what is nobody's secret, too short, or no text", () => {
    const named = [
      { password: 'true', token: 'abc', secret: null, pin: 12, api_key: '   ', PASSWORD: 'Password', otp: false },
    ];
    assert.deepEqual(collect({ named }), []);
  });
});
