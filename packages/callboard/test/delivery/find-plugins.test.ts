import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { choosePlugins, reportPlugins } from '#callboard/delivery/choose-plugins.js';
import { findPlugins } from '#callboard/delivery/find-plugins.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { installPackage, makeProject } from './project.js';

const sink = (name: string): string => `export default { name: '${name}', deliver: () => ({ outcome: 'delivered' }) };`;
const own = new Set(findPlugins(makeTemporaryDir()).map(({ packageName }) => packageName));

/** Without those that are installed beside the callboard under test. */
async function find(from: string): Promise<string[]> {
  return findPlugins(from)
    .map(({ packageName }) => packageName)
    .filter((name) => !own.has(name));
}

test('direct dependencies are found, from any directory of the project; what they depend on is not', async () => {
  const root = makeProject(
    [
      { name: 'callboard-plugin-one', source: sink('one'), dependencies: ['callboard-plugin-hidden'] },
      { name: '@acme/callboard-plugin-two', source: sink('two') },
      { name: 'callboard-plugin-hidden', source: sink('hidden') },
      { name: 'left-pad' },
    ],
    ['callboard-plugin-one', '@acme/callboard-plugin-two', 'left-pad', 'not-installed'],
  );
  mkdirSync(join(root, 'a/b'), { recursive: true });
  for (const from of [root, join(root, 'a/b')]) {
    assert.deepEqual(await find(from), ['callboard-plugin-one', '@acme/callboard-plugin-two']);
  }
  const [first] = findPlugins(root);
  assert.deepEqual(first, {
    packageName: 'callboard-plugin-one',
    version: '1.2.3',
    path: join(root, 'node_modules/callboard-plugin-one/plugin.js'),
    required: [],
    foundBy: join(root, 'package.json'),
  });
});

test('in the directory of a plugin it is found itself, so that its author can try it', async () => {
  const root = installPackage(makeTemporaryDir(), { name: 'callboard-plugin-mine', source: sink('mine') });
  mkdirSync(join(root, 'test'));
  assert.deepEqual(await find(join(root, 'test')), ['callboard-plugin-mine']);
});

test('a workspace finds what is installed further up', async () => {
  const root = makeProject([{ name: 'callboard-plugin-up', source: sink('up') }], []);
  mkdirSync(join(root, 'packages/app'), { recursive: true });
  writeFileSync(
    join(root, 'packages/app/package.json'),
    JSON.stringify({ devDependencies: { 'callboard-plugin-up': '*' } }),
  );
  assert.deepEqual(await find(join(root, 'packages/app')), ['callboard-plugin-up']);
  assert.deepEqual(await find(root), []);
});

test('globally installed, the packages beside callboard are found, scoped ones too', async () => {
  const modules = join(makeTemporaryDir(), 'lib/node_modules');
  for (const name of ['callboard-plugin-global', '@acme/callboard-plugin-scoped'])
    installPackage(modules, { name, source: sink('x') });
  installPackage(modules, { name: 'npm' });
  // The modules look around themselves: they are copied to where npm would put them.
  const { copyFileSync } = await import('node:fs');
  const { fileURLToPath } = await import('node:url');
  const directory = installPackage(modules, { name: 'callboard' });
  mkdirSync(join(directory, 'dist/delivery'), { recursive: true });
  for (const name of ['package-root.js', 'delivery/find-plugins.js'])
    copyFileSync(fileURLToPath(new URL(`../../dist/${name}`, import.meta.url)), join(directory, 'dist', name));
  const path = join(directory, 'dist/delivery/find-plugins.js');
  const { findPlugins: findGlobal } = (await import(path)) as { findPlugins: typeof findPlugins };
  const found = findGlobal(makeTemporaryDir());
  assert.deepEqual(found.map(({ packageName }) => packageName).sort(), [
    '@acme/callboard-plugin-scoped',
    'callboard-plugin-global',
  ]);
  assert.ok(found.every(({ foundBy }) => foundBy === modules));
});

test('a broken plugin is an error that names its package and what to do, before anything starts', async () => {
  const broken: readonly [string, RegExp, string][] = [
    [
      'import "no-such-package";',
      /callboard-plugin-broken 1\.2\.3 cannot be loaded.*no-such-package.*Reinstall/s,
      'ERR_PLUGIN_LOAD',
    ],
    [
      'export const nothing = 1;',
      /callboard-plugin-broken has neither statusHandler, eventHandler nor deliver/,
      'ERR_PLUGIN_LOAD',
    ],
    [
      'export default { contractVersion: 99, deliver() {} };',
      /written for version 99 of the plugin contract/,
      'ERR_PLUGIN_CONTRACT',
    ],
    ['throw new Error("at load");', /cannot be loaded: at load/, 'ERR_PLUGIN_LOAD'],
  ];
  for (const [source, message, code] of broken) {
    const root = makeProject([{ name: 'callboard-plugin-broken', source }]);
    await assert.rejects(choosePlugins({ env: {}, settings: {} }, root), { code, message }, source);
    const report = (await reportPlugins({ env: {}, settings: {} }, root)).find(({ error }) => error);
    assert.match(report?.idle ?? '', message);
  }
});

test('a plugin that would be idle is not even loaded by a run, unless somebody chose it', async () => {
  const source =
    'globalThis.loads = (globalThis.loads ?? 0) + 1; export default { settings: { acme_url: { type: "string", required: true, description: "" } }, deliver() {} };';
  const loads = (): number => (globalThis as { loads?: number }).loads ?? 0;
  const make = (): string => makeProject([{ name: 'callboard-plugin-acme', source, required: ['acme_url'] }]);
  const root = make();
  assert.deepEqual(await choosePlugins({ env: {}, settings: {} }, root), []);
  assert.equal(loads(), 0);
  const [ready] = await choosePlugins({ env: { ACME_URL: 'http://x/' }, settings: {} }, root);
  assert.deepEqual(ready?.values, { acme_url: 'http://x/' });
  assert.equal(loads(), 1);
  assert.deepEqual(await choosePlugins({ env: {}, settings: { plugins: ['acme'] } }, make()), []);
  assert.equal(loads(), 2);
  const reports = await reportPlugins({ env: {}, settings: {} }, make());
  const report = reports.find(({ found }) => found.packageName === 'callboard-plugin-acme');
  assert.match(report?.idle ?? '', /not configured: acme_url is missing/);
});

test('a setting that is nearly one of a plugin is told so, whether the plugin would be idle or serves without it', async () => {
  const source = `export default { settings: {
    acme_url: { type: "string", required: true, description: "" },
    acme_token: { type: "string", description: "" } }, deliver() {} };`;
  const root = makeProject([{ name: 'callboard-plugin-acme', source, required: ['acme_url'] }]);
  const choose = (settings: Record<string, unknown>) => choosePlugins({ env: {}, settings }, root);
  const refused = (name: string, meant: string) => ({
    code: 'ERR_PLUGIN_SETTING',
    message: `There is no setting \`${name}\`. Did you mean \`${meant}\`, of the plugin callboard-plugin-acme?`,
  });
  await assert.rejects(choose({ acme_ulr: 'http://x/' }), refused('acme_ulr', 'acme_url'));
  await assert.rejects(choose({ acme_url: 'http://x/', acme_tokn: 't' }), refused('acme_tokn', 'acme_token'));
  assert.equal((await choose({ acme_url: 'http://x/', ulr: 1, acme_url_of_another: 2 })).length, 1);
});

test('a variable of the environment that is nearly one of a plugin is told so', async () => {
  const source = `export default { settings: {
    acme_url: { type: "string", required: true, description: "" },
    acme_token: { type: "string", env: "ACME_SECRET", description: "" },
    acme_level: { type: "string", env: false, description: "" } }, deliver() {} };`;
  const root = makeProject([{ name: 'callboard-plugin-acme', source, required: ['acme_url'] }]);
  const choose = (env: Record<string, string>) => choosePlugins({ env, settings: {} }, root);
  const refused = (name: string, meant: string) => ({
    code: 'ERR_PLUGIN_SETTING',
    message: `There is no environment variable \`${name}\`. Did you mean \`${meant}\`, of the plugin callboard-plugin-acme?`,
  });
  await assert.rejects(choose({ ACME_ULR: 'http://x/' }), refused('ACME_ULR', 'ACME_URL'));
  await assert.rejects(choose({ ACME_URL: 'http://x/', ACME_SECRT: 't' }), refused('ACME_SECRT', 'ACME_SECRET'));
  const others = { ACME_LEVLE: '1', ACME_TOKEN: '2', ULR: '3', ACME_URL_OF_ANOTHER: '4' };
  assert.equal((await choose({ ACME_URL: 'http://x/', ...others })).length, 1);
  assert.equal((await choose({ ACME_URL: 'http://x/', ACME_SECRET: 't', ACME_SECRETS: 'u' })).length, 1);
});

test('a package.json that names settings which the plugin does without is told so', async () => {
  for (const setting of [
    '',
    'acme_url: { type: "string", description: "" }',
    'acme_url: { type: "string", required: true, env: "ACME", description: "" }',
  ]) {
    const source = `export default { settings: { ${setting} }, deliver() {} };`;
    const root = makeProject([{ name: 'callboard-plugin-acme', source, required: ['acme_url'] }]);
    await assert.rejects(choosePlugins({ env: {}, settings: { acme_url: 'http://x/' } }, root), {
      code: 'ERR_PLUGIN_LOAD',
      message: /requires `acme_url`.*Correct `callboard\.required` there/,
    });
  }
});

test('both forms are plugins: handlers at the top of a module, in either spelling, and a default export', async () => {
  const sources = {
    'callboard-plugin-camel': 'export function eventHandler() {}',
    'callboard-plugin-snake': 'export const status_handler = () => {}; export const event_handler = () => {};',
    '@acme/plugin-sink': 'export default { deliver() {} };',
  };
  const root = makeProject(Object.entries(sources).map(([name, source]) => ({ name, source })));
  const names = Object.keys(sources);
  const ready = await choosePlugins({ env: {}, settings: { plugins: names } }, root);
  assert.deepEqual(
    ready.map(({ name, kind }) => [name, kind]),
    [
      ['camel', 'handlers'],
      ['snake', 'handlers'],
      ['sink', 'sink'],
    ],
  );
});

test('`plugins` chooses and orders by either name; `false` switches off; a wrong name is told with the nearest', async () => {
  const root = makeProject(
    ['one', 'two', 'three'].map((name) => ({ name: `callboard-plugin-${name}`, source: sink(name) })),
  );
  const choose = async (plugins: unknown): Promise<string[]> =>
    (await choosePlugins({ env: {}, settings: { plugins } }, root)).map(({ name }) => name);
  assert.deepEqual(await choose(['three', 'callboard-plugin-one']), ['three', 'one']);
  assert.deepEqual(await choose([{ name: 'two', batch_records: 3 }]), ['two']);
  assert.deepEqual(await choose({ two: false, one: { drain_timeout: 1 } }), ['one', 'three']);
  await assert.rejects(choose(['thre']), {
    code: 'ERR_PLUGIN_NOT_FOUND',
    message: /thre, which is not installed. Did you mean `three`\?/,
  });
  await assert.rejects(choose(['kafka']), { code: 'ERR_PLUGIN_NOT_FOUND', message: /Install its package/ });
  await assert.rejects(choose('one'), { code: 'ERR_PLUGIN_SETTING', message: /`plugins` must be a map/ });
});

test('options are checked by name and type; those for all plugins give way to one plugin’s own', async () => {
  const root = makeProject([{ name: 'callboard-plugin-one', source: sink('one') }]);
  const read = async (settings: Record<string, unknown>) =>
    (await choosePlugins({ env: {}, settings }, root)).find(({ name }) => name === 'one')?.options;
  const options = await read({ delivery: { drain_timeout: 3, retry_max: 7 }, plugins: { one: { drain_timeout: 4 } } });
  assert.deepEqual([options?.drain_timeout, options?.retry_max, options?.attempt_timeout], [4, 7, 30]);
  const wrong: readonly [unknown, RegExp][] = [
    [{ drain_timeot: 1 }, /^There is no option `one.drain_timeot` of a plugin\. Did you mean `drain_timeout`\?$/],
    [{ batch_records: 0 }, /`one.batch_records` must be a number, 1 or more/],
    [{ on_plugin_error: 'ignore' }, /`fail` or `continue`/],
    [{ filter: { host: ['a'] } }, /filters are kinds, events, hosts, tasks and failed_only/],
    [{ omit: [1] }, /a list of strings/],
  ];
  await assert.rejects(read({ plugins: { onne: {} } }), {
    code: 'ERR_PLUGIN_NOT_FOUND',
    message: '`plugins` names onne, which is not installed. Did you mean `one`?',
  });
  await assert.rejects(read({ plugins: { onne: false } }), { code: 'ERR_PLUGIN_NOT_FOUND', message: /mean `one`\?$/ });
  assert.ok(await read({ plugins: { elsewhere: { retry_max: 1 }, nowhere: false } }));
  const nobody = makeProject([]);
  await assert.rejects(choosePlugins({ env: {}, settings: { delivery: { retry_mx: 1 } } }, nobody), {
    code: 'ERR_PLUGIN_SETTING',
    message: 'There is no option `delivery.retry_mx` of a plugin. Did you mean `retry_max`?',
  });
  for (const [one, message] of wrong)
    await assert.rejects(read({ plugins: { one } }), { code: 'ERR_PLUGIN_SETTING', message });
});
