import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { JsonObject, RunOptions } from '#callboard/index.js';
import { describeJob } from '#callboard/remote/describe-job.js';
import { readKwargs } from '#callboard/remote/read-kwargs.js';
import { makeDirectory } from '../run/helpers.js';

const files = {
  'project/a.yml': '[]',
  'inventory/hosts': 'alpha',
  'roles/shop/tasks/main.yml': '[]',
  'more/roles/x/tasks/main.yml': '[]',
};

/** What is sent of these options, without what was not given. */
async function send(options: Partial<RunOptions>, privateDataDir: string): Promise<JsonObject> {
  const { kwargs } = await describeJob({ privateDataDir, ident: 'job', ...options });
  return JSON.parse(JSON.stringify(kwargs)) as JsonObject;
}

describe('options become kwargs', () => {
  const root = makeDirectory(files);
  const table: readonly (readonly [what: string, options: Partial<RunOptions>, kwargs: JsonObject])[] = [
    [
      'names',
      { module: 'ping', hostPattern: 'all', moduleArgs: 'x' },
      { module: 'ping', host_pattern: 'all', module_args: 'x' },
    ],
    ['a playbook by its whole path', { playbook: join(root, 'project/a.yml') }, { playbook: 'a.yml' }],
    ['an inventory inside', { inventory: 'hosts' }, { inventory: 'inventory/hosts' }],
    ['an inventory elsewhere', { inventory: '/etc/hosts' }, { inventory: '/etc/hosts' }],
    ['hosts in the option', { inventory: 'a,b' }, { inventory: 'inventory/.hosts-job' }],
    ['an inventory as an object', { inventory: { all: {} } }, { inventory: 'inventory/.hosts-job.json' }],
    ['a role', { role: 'shop' }, { playbook: '.main-job.json', envvars: { ANSIBLE_ROLES_PATH: '.' } }],
    [
      'roles elsewhere',
      { rolesPath: [join(root, 'more/roles'), '/usr/share/roles'] },
      { envvars: { ANSIBLE_ROLES_PATH: '../more/roles:/usr/share/roles' } },
    ],
    [
      'passwords in their order',
      {
        passwords: new Map([
          ['b', '1'],
          ['a', '2'],
        ]),
      },
      { passwords: { b: '1', a: '2' } },
    ],
    ['a file of extra variables', { extravars: 'env/more' }, { extravars: 'env/more' }],
  ];
  for (const [what, options, kwargs] of table) {
    test(what, async () => assert.deepEqual(await send(options, root), { ident: 'job', ...kwargs }));
  }

  test('artifacts are left out, wherever they are kept; nothing is written', async () => {
    const job = await describeJob({
      privateDataDir: root,
      ident: 'job',
      playbook: [],
      artifactDir: join(root, 'kept'),
    });
    assert.deepEqual(['artifacts', 'kept', 'project'].map(job.leaveOut), [true, true, false]);
    assert.deepEqual(
      job.add.map(({ path }) => path),
      ['project/.main-job.json'],
    );
    assert.equal(existsSync(join(root, 'project/.main-job.json')), false);
  });

  test('inline plays beside a project that is not sent are an error', async () => {
    const options = { privateDataDir: root, playbook: [], projectDir: makeDirectory() };
    await assert.rejects(describeJob(options), { code: 'ERR_OPTION_CONFLICT' });
  });
});

describe('kwargs become options', () => {
  const root = makeDirectory(files);
  const table: readonly (readonly [what: string, kwargs: JsonObject, options: Partial<RunOptions>])[] = [
    ['nothing given', { playbook: null, module: '', role: null, limit: null, verbosity: null }, {}],
    ["numbers as Python's command line sends them", { forks: '5', verbosity: 2 }, { forks: 5, verbosity: 2 }],
    ["AWX's idents", { ident: 17 }, { ident: '17' }],
    ["the worker's own business", { quiet: false, ignore_logging: false, keepalive_seconds: 3, debug: true }, {}],
    ['an inventory inside', { inventory: 'inventory/hosts' }, { inventory: join(root, 'inventory/hosts') }],
    ['an inventory elsewhere', { inventory: '/etc/hosts' }, { inventory: '/etc/hosts' }],
    [
      "roles, relative to `roles` or, as Python's transmit says it, to the directory",
      { envvars: { ANSIBLE_ROLES_PATH: '.:more/roles:../more/roles:/usr/share/roles' } },
      {
        envvars: {
          ANSIBLE_ROLES_PATH: [
            join(root, 'roles'),
            join(root, 'more/roles'),
            join(root, 'more/roles'),
            '/usr/share/roles',
          ].join(':'),
        },
      },
    ],
  ];
  for (const [what, kwargs, options] of table) {
    test(what, () => assert.deepEqual(readKwargs(kwargs, root), { quiet: true, privateDataDir: root, ...options }));
  }
});
