import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Setting } from '@callboard/contract';
import plugin from '#http/plugin.js';
import { settings } from '#http/settings.js';
import { makeRecord, openPlugin, sendOnce } from './helpers/open-plugin.js';
import { startReceiver } from './helpers/start-receiver.js';

describe('settings', () => {
  it('are described in the README as they are', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const table = readme.slice(readme.indexOf('| setting | variable |')).split('\n\n')[0]!;
    const documented = table.trim().split('\n').slice(2);
    const described = Object.entries(settings).map(([name, setting]) => describeRow(name, setting));
    assert.deepEqual(documented, described);
  });

  function describeRow(name: string, setting: Setting): string {
    const env = setting.env === false ? '–' : `\`${name.toUpperCase()}\``;
    const value = setting.default;
    const usual = value === undefined ? '–' : `\`${Array.isArray(value) ? value.join(', ') : String(value)}\``;
    const choices = setting.enum ? ` (${setting.enum.map((choice) => `\`${String(choice)}\``).join(', ')})` : '';
    const secret =
      setting.secret === 'by-name' ? ' Secret where names or looks say so.' : setting.secret ? ' Secret.' : '';
    return `| \`${name}\` | ${env} | ${setting.required ? 'required' : usual} | ${setting.description}${choices}${secret} |`;
  }

  it('are Python’s where Python has them', () => {
    assert.equal(plugin.name, 'http');
    assert.deepEqual(Object.keys(settings).slice(0, 3), ['runner_http_url', 'runner_http_path', 'runner_http_headers']);
    assert.equal(settings.runner_http_headers.env, false);
    const active = Object.entries(settings).filter(([, setting]) => 'required' in setting);
    assert.deepEqual(
      active.map(([name]) => name),
      ['runner_http_url'],
    );
  });

  for (const [what, given, message] of [
    ['no URL at all', { runner_http_url: 'hooks' }, /neither a URL nor an existing socket/],
    ['another scheme', { runner_http_url: 'ftp://h/' }, /a URL of scheme ftp: it must begin with/],
    ['a URL that is none', { runner_http_url: 'http://canary@[' }, /no valid URL/],
    ['a space in the URL', { runner_http_url: 'http://h/a canary' }, /spaces or control characters/],
    ['no socket', { runner_http_url: 'http+unix:///path' }, /names no socket/],
    ['a broken socket', { runner_http_url: 'http+unix://%zz/' }, /names no socket/],
    ['a line break in a header', { runner_http_headers: { 'X-A': 'canary\r\nX-B: canary' } }, /X-A has characters/],
    ['a NUL in a header', { runner_http_headers: { 'X-A': 'canary\0' } }, /X-A has characters/],
    ['an emoji in a header', { runner_http_headers: { 'X-A': 'canary\u{1f600}' } }, /X-A has characters/],
    ['a header with white space at its end', { runner_http_headers: { 'X-A': 'canary ' } }, /X-A has white space/],
    ['a number as a header', { runner_http_headers: { 'X-A': 5 } }, /X-A must be text: put it into quotation marks/],
    ['a header’s name that is none', { runner_http_headers: { 'X A': 'canary' } }, /"X A" is no name/],
    ['a name with a line break', { runner_http_headers: { 'X\r\nA': 'canary' } }, /is no name/],
    [
      'a header of the connection',
      { runner_http_headers: { Connection: 'close' } },
      /Connection belongs to the request/,
    ],
    ['a length', { runner_http_headers: { 'content-length': '1' } }, /belongs to the request/],
    ['chunks', { runner_http_headers: { 'Transfer-Encoding': 'chunked' } }, /belongs to the request/],
    ['a signature', { runner_http_headers: { 'Webhook-Id': '1' } }, /belongs to the request/],
    ['a header twice', { runner_http_headers: { 'X-A': 'a', 'x-a': 'b' } }, /is there twice/],
    [
      'a content type beside CloudEvents',
      { runner_http_format: 'cloudevents', runner_http_headers: { 'Content-Type': 'text/plain' } },
      /given by runner_http_format/,
    ],
    ['no time', { runner_http_timeout: 0 }, /runner_http_timeout must be at least 0\.001/],
    ['a negative time', { runner_http_connect_timeout: -1 }, /runner_http_connect_timeout must be/],
    ['a negative size', { runner_http_gzip_from: -1 }, /runner_http_gzip_from must be 0 or more/],
    ['no status codes', { runner_http_reject_statuses: 'all' }, /list of status codes/],
    ['status codes of success', { runner_http_reject_statuses: [200] }, /from 400 to 599/],
    ['no source', { runner_http_format: 'cloudevents', runner_http_source: 'a b' }, /runner_http_source must be a URI/],
    ['no list', { runner_http_allowed_hosts: { a: 1 } }, /runner_http_allowed_hosts must be a list/],
  ] as const) {
    it(`wrong before anything is sent: ${what}`, async () => {
      const opening = openPlugin({ runner_http_url: 'http://localhost:1/', ...given });
      await assert.rejects(opening, (error: Error) => {
        assert.match(error.message, message);
        assert.ok(!error.message.includes('canary'), error.message);
        return true;
      });
    });
  }
});

describe('runner_http_allowed_hosts', () => {
  for (const [allowed, url, fits] of [
    ['localhost', 'http://localhost:8080/', true],
    [['other', 'LOCALHOST'], 'http://localhost:8080/', true],
    ['localhost:8080', 'http://localhost:8080/', true],
    ['localhost:8081', 'http://localhost:8080/', false],
    ['h.example:443', 'https://h.example/', true],
    ['*.example', 'https://h.example/', true],
    ['*.example', 'https://example/', false],
    ['*.example', 'https://hexample/', false],
    ['h.example', 'https://h.example@evil.example/', false],
    ['/run/x.sock', 'unix:///run/x.sock', true],
    ['/run', 'unix:///run/x.sock', false],
    ['localhost', 'unix:///run/x.sock', false],
  ] as const) {
    it(`${JSON.stringify(allowed)} ${fits ? 'lets' : 'does not let'} ${url} through`, async () => {
      const opening = openPlugin({ runner_http_url: url, runner_http_allowed_hosts: allowed });
      if (fits) await (await opening).close();
      else await assert.rejects(opening, /runner_http_allowed_hosts doesn't allow/);
    });
  }
});

describe('opening', () => {
  it('asks nobody: a receiver that is down holds up no play', async () => {
    const sink = await openPlugin({ runner_http_url: 'http://localhost:1/' });
    await sink.close();
  });

  it('leaves nothing open', async () => {
    const receiver = await startReceiver();
    assert.equal((await sendOnce({ runner_http_url: receiver.url }, [makeRecord(1)])).outcome, 'delivered');
    await receiver.close();
  });
});
