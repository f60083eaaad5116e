import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderPlugins } from '#callboard/cli/plugins/render-plugins.js';
import { inspectScreen } from '#callboard/cli/screen/style.js';
import { installPackage, makeProject } from '../delivery/project.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { callIn, checkout, makePostProject, makePrivate, startListener } from './helpers.js';

/** A test runner within a test runner would report to that one. */
const { NODE_TEST_CONTEXT: _, ...env } = process.env;

test('what a handlers plugin lacks is said with the place where it belongs', () => {
  const about = { type: 'string', required: true, secret: false, description: '' };
  const settings = [{ name: 'guard_file', variable: undefined, ...about }];
  const facts = { name: 'guard', package: 'guard', version: '1.0.0', kind: 'handlers', state: 'idle' } as const;
  const why = 'not configured: guard_file is missing';
  const shown = renderPlugins([{ ...facts, why, path: '', foundBy: '', settings }], inspectScreen({ isTTY: false }));
  assert.match(shown, /^guard: not configured: guard_file is missing \(env\/settings\)$/m);
});

test('plugins are listed with what they are, whether they serve, and why not', async () => {
  const project = makePostProject();
  const idle = await callIn(project, ['plugins']);
  assert.equal(idle.code, 0);
  assert.match(idle.stdout, /^post +callboard-plugin-post 1\.2\.3 +sink +idle +package\.json$/m);
  assert.match(
    idle.stdout,
    /^post: not configured: post_url is missing \(env\/settings, or POST_URL in the environment\)$/m,
  );
  const dir = makePrivate({ post_url: 'http://127.0.0.1:9/' });
  assert.match((await callIn(project, ['plugins', dir])).stdout, /^post .* serves /m);
  assert.match((await callIn(project, ['plugins'], { POST_URL: 'x' })).stdout, /^post .* serves /m);
  const lines = (await callIn(project, ['plugins', '--json'])).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { name, settings } = lines.find((line) => line.package === 'callboard-plugin-post');
  assert.equal(name, 'post');
  assert.deepEqual(settings[0], {
    name: 'post_url',
    variable: 'POST_URL',
    type: 'string',
    required: true,
    secret: false,
    description: 'Where to.',
  });
});

test('a broken plugin is shown with its reason, and is an exit code', async () => {
  const project = makeProject([{ name: 'callboard-plugin-broken', source: 'throw new Error("at load");' }]);
  const { code, stdout } = await callIn(project, ['plugins']);
  assert.equal(code, 1);
  assert.match(stdout, /broken[^]*cannot be loaded: at load\. Reinstall it/);
});

test('`plugins test` shows what went out and came back, without secrets', async (t) => {
  const project = makePostProject();
  const listener = await startListener(t);
  const secret = 'a-token-not-to-be-seen';
  const dir = makePrivate({ post_url: listener.url, post_token: secret });
  const { code, stdout } = await callIn(project, ['plugins', 'test', 'post', dir]);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /status starting \(plugins-test:1\)\n {2}→ .*idempotency-key[^]*← 204[^]*delivered in \d+ ms[^]*event runner_on_ok[^]*It works\.\n$/,
  );
  assert.ok(!stdout.includes(secret));
  assert.deepEqual(
    listener.saved().map(({ kind }) => kind),
    ['status', 'event'],
  );
  assert.ok(!existsSync(join(dir, 'artifacts')), 'nothing is recorded');
});

test('`plugins test` says why it does not work', async (t) => {
  const project = makePostProject();
  const busy = await startListener(t, '--status', '503');
  const refused = await callIn(project, ['plugins', 'test', 'post', makePrivate({ post_url: busy.url })]);
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /answered 503\. In a run it would be tried again\.\nanswer: .*on purpose/);
  const idle = await callIn(project, ['plugins', 'test', 'post', makePrivate()]);
  assert.equal(idle.code, 1);
  assert.match(
    idle.stderr,
    /The plugin post is idle.*Set `post_url` in env\/settings \(or POST_URL in the environment\): Where to\./,
  );
  const unknown = await callIn(project, ['plugins', 'test', 'posd', makePrivate()]);
  assert.match(unknown.stderr, /No plugin posd is installed here\. Did you mean `post`\?/);
});

test('handlers are called too; a package can be named by its path', async () => {
  const source = `
    export function statusHandler(config, data) { if (data.status !== 'starting' || config.ident !== 'plugins-test') throw new Error('?'); }
    export function eventHandler(config, data) { throw new Error('not this one: ' + data.event); }`;
  const directory = installPackage(makeTemporaryDir(), { name: 'callboard-plugin-calls', source });
  const { code, stdout } = await callIn(directory, ['plugins', 'test', '.']);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /statusHandler was called, and returned[^]*The eventHandler of the plugin calls threw: not this one: runner_on_ok/,
  );
  const none = await callIn(checkout, ['plugins', 'test', './docs']);
  assert.match(none.stderr, /ERR_PLUGIN_NOT_FOUND: .* is no plugin: its package\.json must have "callboard"/);
});

for (const form of [[], ['--handlers']]) {
  test(`\`plugins new ${form.join('')}\` writes a package whose \`npm install && npm test\` passes`, async () => {
    const root = makeTemporaryDir();
    const { code, stdout } = await callIn(root, ['plugins', 'new', 'chat', ...form]);
    assert.equal(code, 0);
    assert.match(stdout, /npm install && npm test/);
    const directory = join(root, 'callboard-plugin-chat');
    const npm = (...words: readonly string[]): string => {
      const done = spawnSync('npm', words, { cwd: directory, env, encoding: 'utf8' });
      assert.equal(done.status, 0, done.stdout + done.stderr);
      return done.stdout;
    };
    npm('install', '--offline', '--no-audit', '--no-fund');
    assert.match(npm('test'), /fail 0$/m);
    assert.match(readFileSync(join(directory, 'README.md'), 'utf8'), /# callboard-plugin-chat/);
    const again = await callIn(root, ['plugins', 'new', 'chat']);
    assert.match(again.stderr, /holds a package already/);
    const wrong = await callIn(root, ['plugins', 'new', 'My Chat']);
    assert.deepEqual([wrong.code, /small letters/.test(wrong.stderr)], [2, true]);
  });
}

test('the example plugin is held to the conformance suite', () => {
  const file = join(checkout, 'examples/plugin-example/plugin.test.js');
  const { stdout, status } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', file], {
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^# pass 9$/m);
});

test('the example plugin has 30 lines at most, and the guide shows it as it is', () => {
  const guide = readFileSync(join(checkout, 'docs/guides/write-a-plugin.md'), 'utf8');
  for (const name of ['plugin.js', 'plugin.test.js']) {
    const text = readFileSync(join(checkout, 'examples/plugin-example', name), 'utf8');
    assert.ok(text.trimEnd().split('\n').length <= 30, name);
    assert.ok(guide.includes(`\`\`\`js\n${text}\`\`\``), name);
  }
});
