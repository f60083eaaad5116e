import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  debug,
  describeWithAnsible,
  type Json,
  listTree,
  makeDirectory,
  type Observed,
  observeWhole,
  play,
  resultOf,
  shell,
} from './helpers.js';

/** Where it comes from, and what it is. Each has a character that JSON or a shell spells in another way. */
const canaries = {
  envvarsOption: 'canary"env/option-1',
  envvarsFile: 'canary\\env\\file-2',
  extravarsOption: 'canary extra option-3',
  extravarsFile: 'canäry-extra-file-4',
  nestedExtravars: 'canary+nested+5',
  inList: 'canary*in*list*6',
  promptAnswer: 'canary$prompt-7',
  vaultPassword: 'canary-vault-8',
  roleVars: 'canary[role]9',
  moduleArgs: 'canary-module-10',
  inherited: 'canary-inherited-11',
  urlUserinfo: 'canary-url-12',
  redactValue: 'canary-by-value-13',
  redactName: 'canary-by-name-14',
  cmdline: 'canary-cmdline-15',
  inventoryObject: 'canary-inventory-18',
  inventoryText: 'canary-hosts-19',
  inventoryYaml: 'canary hosts 20',
  inventoryIni: 'canary hosts 21',
  manyLines: 'canary-first-line-16\ncanary-second-line-17',
} as const;

const visible = [
  'the password policy says: eight characters',
  'tokens are counted: 12',
  'passwd',
  'https://example.org:8080/path?user=me@there',
  'a pin and a needle',
  'key=value',
  '0x1234abcd',
  '{"json": ["in", "text"]}',
  'TOKEN',
].join('\n');

/** Tasks that print what they can get hold of. */
function tellTales(names: readonly string[]): Json[] {
  const values = names.map((name) => `{{ ${name} }}`);
  return [
    debug(values, { name: 'list' }),
    debug(values.join(' and '), { name: 'text' }),
    { name: 'loop', 'ansible.builtin.debug': { msg: 'item {{ item }}' }, loop: values },
    debug(`{{ ${names[0]} | b64encode | b64decode }}{{ {'a': [${names.join(', ')}]} | to_json | to_json }}`, {
      name: 'json in json',
    }),
    shell('env; env >&2; exit 1', { name: 'environment', ignore_errors: true }),
    { name: 'fail', 'ansible.builtin.fail': { msg: values.join(' ') }, ignore_errors: true },
    {
      name: 'write',
      'ansible.builtin.copy': { content: values.join('\n'), dest: '/dev/null' },
      check_mode: true,
      diff: true,
      ignore_errors: true,
    },
    debug(visible, { name: 'ordinary' }),
  ];
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Every place where one of the canaries can be seen, whatever way it is spelled. */
function findCanaries(
  { run, events, statuses, handledEvents, handledStatuses, stdout, result }: Observed,
  inputs: readonly string[],
): string[] {
  const places: [string, string][] = [
    ['events', JSON.stringify(events)],
    ['statuses', JSON.stringify(statuses)],
    ['handled events', JSON.stringify(handledEvents)],
    ['handled statuses', JSON.stringify(handledStatuses)],
    ['stdout', stdout],
    ['result', JSON.stringify(result?.stats ?? {})],
  ];
  for (const path of listTree(run.privateDataDir).filter((name) => !inputs.includes(name))) {
    if (isFile(join(run.privateDataDir, path)))
      places.push([path, readFileSync(join(run.privateDataDir, path), 'utf8')]);
  }
  // What JSON, a shell or Python make of a secret still has its plain stretches.
  const needles = Object.entries(canaries).flatMap(([name, secret]) =>
    (secret.match(/can.ry[^\n]*/g) ?? []).map((line) => [name, line] as const),
  );
  return places.flatMap(([place, text]) =>
    needles
      .filter(([, line]) => text.includes(line) || text.includes(JSON.stringify(line).slice(1, -1)))
      .map(([name]) => `${name} in ${place}`),
  );
}

describeWithAnsible('discretion', () => {
  test('no secret of any input reaches an event, a status, a file or a handler, and other text stays whole', async () => {
    const inputs = {
      'env/envvars': { FILE_SECRET: canaries.envvarsFile },
      'env/extravars': { file_password: canaries.extravarsFile },
      'project/roles/tell/tasks/main.yml': [debug('{{ role_api_key }}', { name: 'role' })],
    };
    const privateDataDir = makeDirectory(inputs);
    const vault = join(privateDataDir, 'project/vault.yml');
    writeFileSync(vault, 'from_vault: nothing\n');
    execFileSync(
      'ansible-vault',
      ['encrypt', '--vault-password-file', join(makeDirectory({ p: canaries.vaultPassword }), 'p'), vault],
      { stdio: 'ignore' },
    );
    const before = listTree(privateDataDir);
    process.env['CALLBOARD_TEST_INHERITED_TOKEN'] = canaries.inherited;
    const names = [
      'option_password',
      'file_password',
      'deep.credentials.user',
      'deep.credentials.list[0]',
      'database_url',
      'plain_value',
      'my_special',
      'asked',
      'cmdline_secret',
      'private_key',
      'ansible_become_password',
    ];
    const observed = await observeWhole({
      privateDataDir,
      playbook: [
        play(tellTales(names), {
          vars_prompt: [{ name: 'asked', prompt: 'Say', private: false }],
          roles: [{ role: 'tell', vars: { role_api_key: canaries.roleVars } }],
        }),
      ],
      inventory: {
        all: {
          hosts: { localhost: { ansible_connection: 'local', ansible_become_password: canaries.inventoryObject } },
        },
      },
      cmdline: `-e cmdline_secret=${canaries.cmdline} -e @${vault} --ask-vault-pass`,
      envvars: { OPTION_TOKEN: canaries.envvarsOption, PROXY: `http://user:${canaries.urlUserinfo}@proxy.example` },
      extravars: {
        option_password: canaries.extravarsOption,
        deep: { credentials: { user: canaries.nestedExtravars, list: [canaries.inList] } },
        database_url: `postgres://me:${canaries.urlUserinfo}@db/x`,
        plain_value: `before ${canaries.redactValue} after`,
        my_special: canaries.redactName,
        private_key: canaries.manyLines,
      },
      passwords: { '^Say.*:': canaries.promptAnswer, '^Vault password': canaries.vaultPassword },
      settings: { redact_values: [canaries.redactValue], redact_names: ['^my_special$'] },
      verbosity: 3,
    });
    delete process.env['CALLBOARD_TEST_INHERITED_TOKEN'];
    assert.equal(observed.result?.status, 'successful', observed.stdout);
    assert.deepEqual(findCanaries(observed, before), []);
    assert.equal(resultOf(observed.events, 'ordinary')['msg'], visible);
    assert.match(observed.stdout, /before \*{8} after/);
    assert.match(observed.stdout, /postgres:\/\/me:\*{8}@db\/x/);
  });

  test('secrets of a role option and of a module, and those that a failing run prints', async () => {
    const privateDataDir = makeDirectory({
      'roles/tell/tasks/main.yml': [
        debug('{{ role_api_key }} {{ ansible_password }} {{ ansible_become_password }}', { name: 'role' }),
        debug('{{ role_api_key }} {{ undefined_variable }}'),
      ],
    });
    const before = listTree(privateDataDir);
    const inventory = `localhost ansible_connection=local ansible_password=${canaries.inventoryText}\n[all:vars]\nansible_become_password = ${canaries.inventoryIni}\n`;
    const role = await observeWhole({
      privateDataDir,
      role: 'tell',
      roleVars: { role_api_key: canaries.roleVars },
      hosts: 'localhost',
      roleSkipFacts: true,
      inventory,
      verbosity: 4,
    });
    assert.equal(role.result?.status, 'failed');
    assert.deepEqual(findCanaries(role, before), []);
    const module = await observeWhole({
      privateDataDir,
      module: 'debug',
      moduleArgs: `msg="password=${canaries.moduleArgs} {{ ansible_password }}"`,
      inventory: `all:\n  hosts:\n    localhost: {ansible_connection: local, ansible_password: ${canaries.inventoryYaml}}\n`,
      hostPattern: 'localhost',
      verbosity: 3,
      runnerMode: 'subprocess',
    });
    assert.equal(module.result?.status, 'successful');
    assert.deepEqual(findCanaries(module, before), []);
  });

  test('a secret that the terminal breaks over lines, colours or escapes in JSON stays hidden', async () => {
    const privateDataDir = makeDirectory();
    const before = listTree(privateDataDir);
    const observed = await observeWhole({
      privateDataDir,
      playbook: play([
        {
          name: 'warn',
          'ansible.builtin.debug': { msg: 'x' },
          loop: ['{{ long_password }}'],
          loop_control: { label: '{{ long_password }}' },
        },
        debug("{{ (long_password ~ '\n') * 3 }}", { name: 'yaml' }),
        { name: 'missing', 'ansible.builtin.command': '/nonexistent {{ long_password }}', ignore_errors: true },
        {
          name: 'as a name {{ long_password }}',
          'ansible.builtin.set_fact': { '{{ long_password }}': 1 },
          ignore_errors: true,
        },
        { name: 'stats', 'ansible.builtin.set_stats': { data: { kept: '{{ long_password }}' } } },
      ]),
      extravars: { long_password: 'canary_and_a_long_one_'.repeat(8) },
      verbosity: 2,
    });
    const places = [JSON.stringify(observed.events), JSON.stringify(observed.statuses), observed.stdout];
    for (const path of listTree(privateDataDir).filter((name) => !before.includes(name))) {
      if (isFile(join(privateDataDir, path))) places.push(readFileSync(join(privateDataDir, path), 'utf8'));
    }
    for (const text of places) assert.doesNotMatch(text, /canary_and_a_long/);
  });
});
