import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type CallboardError,
  type CommandError,
  getAnsibleConfig,
  getInventory,
  getPluginDocs,
  getPluginList,
  getRoleArgspec,
  openRun,
  startInventory,
} from '#callboard/index.js';
import { assertNowhere } from '../helpers/assert-complete.js';
import { describeWithAnsible, makeDirectory } from '../run/helpers.js';
import { listScratch, makeProject } from './helpers.js';

describeWithAnsible('questions to Ansible', () => {
  test('warnings are kept apart from the answer', async () => {
    const { response, warnings } = await getInventory({
      action: 'list',
      inventories: ['/no/such/inventory', 'alpha,'],
    });
    assert.ok(response['ungrouped']?.hosts?.includes('alpha'));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^\[WARNING\]: Unable to parse \/no\/such\/inventory as an inventory source$/);
    assert.deepEqual(listScratch(), []);
  });

  test('on a terminal a vault password is answered, and the JSON found among the rest', async () => {
    const project = makeProject();
    const vault = ['encrypt', '--vault-password-file', join(project, 'key'), join(project, 'more.yml')];
    execFileSync('sh', ['-c', 'echo "open sesame" > "$0"', join(project, 'key')]);
    execFileSync('ansible-vault', vault, { stdio: 'pipe' });
    const { response, warnings, stderr } = await getInventory({
      action: 'host',
      host: 'beta',
      inventories: [join(project, 'more.yml'), '/no/such/inventory'],
      vaultIds: 'shop@prompt',
      runnerMode: 'pexpect',
      passwords: { '^Vault password \\(shop\\): ': 'open sesame' },
    });
    assert.deepEqual(response, { colour: 'red', size: 7 });
    assert.deepEqual([warnings.length, stderr], [1, '']);
    const text = await getPluginDocs({ pluginNames: ['debug'], responseFormat: 'human', runnerMode: 'pexpect' });
    assert.match(text.response, /DEBUG/i);
  });

  test('an answer that nobody has ends the question, and the error says which', async () => {
    const asked = getInventory({
      action: 'list',
      inventories: ['alpha,'],
      vaultIds: 'shop@prompt',
      runnerMode: 'pexpect',
      settings: { pexpect_timeout: 1 },
    });
    await assert.rejects(asked, (error: CommandError) => {
      assert.equal(error.code, 'ERR_COMMAND_FAILED');
      assert.match(error.message, /waits for an answer.*Vault password \(shop\):/);
      return true;
    });
  });

  test('a command that fails is an error with its last words and all of its output', async () => {
    const asked = getInventory({ action: 'host', host: 'nobody', inventories: ['alpha,'] });
    await assert.rejects(asked, (error: CommandError) => {
      assert.equal(error.code, 'ERR_COMMAND_FAILED');
      assert.match(error.message, /`ansible-inventory --host nobody -i alpha,` failed with \d+: .*valid host/);
      assert.equal(error.output.status, 'failed');
      assert.match(error.output.stderr, /valid host/);
      return true;
    });
    assert.deepEqual(listScratch(), []);
  });

  test('an answer that is no JSON is an error that says so', async () => {
    const bin = makeDirectory({ 'ansible-doc': '#!/bin/sh\necho "[1, 2"\n' });
    execFileSync('chmod', ['+x', join(bin, 'ansible-doc')]);
    const asked = getPluginList({ envvars: { PATH: `${bin}:${process.env['PATH']}` } });
    await assert.rejects(asked, (error: CommandError) => {
      assert.equal(error.code, 'ERR_COMMAND_ANSWER');
      assert.equal(error.output.stdout, '[1, 2\n');
      return true;
    });
  });

  test('without the program on PATH the error says what to do', async () => {
    await assert.rejects(getRoleArgspec({ role: 'x', envvars: { PATH: '/no/such' } }), (error: CallboardError) => {
      assert.equal(error.code, 'ERR_COMMAND_NOT_FOUND');
      assert.match(error.message, /ansible-doc.*Install/);
      return true;
    });
  });

  test('with a private data dir its environment holds, and its artifacts stay, secrets masked', async () => {
    const privateDataDir = makeDirectory({ 'env/envvars': { ANSIBLE_FORKS: 9, DB_PASSWORD: 'canary-4711' } });
    const inventory = '[web]\nalpha password=canary-4711\n';
    const project = makeDirectory({ hosts: inventory });
    const query = await startInventory({
      action: 'list',
      inventories: ['hosts'],
      hostCwd: project,
      privateDataDir,
      ident: 'one',
    });
    const { _meta: meta } = (await query.result).response;
    assert.equal(meta.hostvars['alpha']?.['password'], 'canary-4711', 'the answer itself is whole');
    assert.equal(query.status, 'successful');
    const directory = join(privateDataDir, 'artifacts/one');
    assert.deepEqual(readdirSync(directory).sort(), ['command', 'rc', 'status', 'stderr', 'stdout']);
    for (const name of readdirSync(directory)) assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600);
    assert.match(readFileSync(join(directory, 'stdout'), 'utf8'), /"password": "\*{8}"/);
    assertNowhere(directory, ['canary-4711']);
    const recorded = await openRun(privateDataDir, 'one');
    assert.deepEqual([recorded.status, recorded.rc], ['successful', 0]);
    const config = await getAnsibleConfig({ action: 'dump', onlyChanged: true, privateDataDir });
    assert.match(config.response, /DEFAULT_FORKS\(env: ANSIBLE_FORKS\) = 9/);
    await assert.rejects(getAnsibleConfig({ action: 'list', privateDataDir, ident: 'one' }), /Choose another ident/);
  });

  test('a file gets the inventory where one is named', async () => {
    const outputFile = join(makeDirectory(), 'inventory.json');
    const { response } = await getInventory({ action: 'list', inventories: ['alpha,'], outputFile });
    assert.equal(response, '');
    assert.ok('_meta' in JSON.parse(readFileSync(outputFile, 'utf8')));
  });

  const refusals: Readonly<Record<string, [ask: () => Promise<unknown>, code: string, says: RegExp]>> = {
    'a typing error': [
      () => getInventory({ action: 'list', inventories: [], vaultID: 'x' } as never),
      'ERR_OPTION_UNKNOWN',
      /`vaultIds`/,
    ],
    'an option of run()': [
      () => getRoleArgspec({ role: 'x', playbook: 'x' } as never),
      'ERR_OPTION_UNKNOWN',
      /RoleArgspecOptions|`playbookDir`/,
    ],
    'an unknown action': [
      () => getAnsibleConfig({ action: 'show' as never }),
      'ERR_OPTION_TYPE',
      /'list', 'dump' or 'view'/,
    ],
    'a host that is not named': [
      () => getInventory({ action: 'host', inventories: [] }),
      'ERR_OPTION_MISSING',
      /`host`/,
    ],
    'a graph as YAML': [
      () => getInventory({ action: 'graph', inventories: [], responseFormat: 'yaml' }),
      'ERR_OPTION_CONFLICT',
      /graph/,
    ],
    'changes of a list': [() => getAnsibleConfig({ action: 'list', onlyChanged: true }), 'ERR_OPTION_CONFLICT', /dump/],
    'a snippet as JSON': [
      () => getPluginDocs({ pluginNames: ['debug'], snippet: true }),
      'ERR_OPTION_CONFLICT',
      /'human'/,
    ],
    'no names': [() => getPluginDocs({ pluginNames: [] }), 'ERR_OPTION_MISSING', /pluginNames/],
    'a name that is no list': [
      () => getPluginDocs({ pluginNames: 'debug' as never }),
      'ERR_OPTION_TYPE',
      /list of strings/,
    ],
    'an unknown mode': [() => getPluginList({ runnerMode: 'pty' as never }), 'ERR_OPTION_TYPE', /'pexpect' or/],
  };
  for (const [name, [ask, code, says]] of Object.entries(refusals)) {
    test(`${name} is refused`, async () => {
      await assert.rejects(ask(), (error: CallboardError) => {
        assert.equal(error.code, code);
        assert.match(error.message, says);
        return true;
      });
      assert.deepEqual(listScratch(), []);
    });
  }
});
