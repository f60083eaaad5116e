import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import {
  type Answer,
  getAnsibleConfig,
  getInventory,
  getPluginDocs,
  getPluginList,
  getRoleArgspec,
  getRoleList,
  runCommand,
} from '#callboard/index.js';
import { askPython } from '../helpers/ask-python.js';
import { noPeer } from '../remote/helpers.js';
import { describeWithAnsible, makeDirectory } from '../run/helpers.js';
import { findCollections, makeProject } from './helpers.js';

const python = join(process.env['CALLBOARD_TEST_PEERS'] ?? '', 'python');

type Call = readonly [name: string, kwargs: Readonly<Record<string, unknown>>];

/** What ansible-runner's functions give: a response and what came on stderr, and for commands an rc. */
function askPeer(calls: readonly Call[]): unknown[][] {
  const script = [
    'import ansible_runner, tempfile',
    'with tempfile.TemporaryDirectory() as place:',
    '    ask = lambda name, kwargs: getattr(ansible_runner, name)(**{"private_data_dir": place, "quiet": True, **kwargs})',
    '    answer = [ask(name, kwargs) for name, kwargs in given]',
  ].join('\n');
  return askPython(script, calls, python);
}

/** `ansible-config dump` of the peer tells what the peer itself has set. */
function leaveOutPeersOwn(text: string): string {
  const own = /ANSIBLE_(CALLBACK_PLUGINS|STDOUT_CALLBACK|RETRY_FILES_ENABLED|HOST_KEY_CHECKING|CACHE_PLUGIN\w*)\)/;
  return text
    .split('\n')
    .filter((line) => !own.test(line))
    .join('\n');
}

type Ask = (project: string) => Promise<Answer<unknown>>;
type Question = [ours: Ask, name: string, kwargs: (project: string) => Record<string, unknown>];

const inventories = (project: string): string[] => [join(project, 'hosts.ini'), join(project, 'more.yml')];
const envvars = (project: string): Record<string, string> => ({ ANSIBLE_COLLECTIONS_PATH: findCollections(project) });

/** Ansible Runner's own examples, and what else its functions take. */
const questions: Readonly<Record<string, Question>> = {
  'documentation of plugins': [
    () => getPluginDocs({ pluginNames: ['debug', 'copy'] }),
    'get_plugin_docs',
    () => ({ plugin_names: ['debug', 'copy'], response_format: 'json' }),
  ],
  'documentation to read': [
    () => getPluginDocs({ pluginNames: ['file'], pluginType: 'lookup', responseFormat: 'human' }),
    'get_plugin_docs',
    () => ({ plugin_names: ['file'], plugin_type: 'lookup', response_format: 'human' }),
  ],
  'a snippet': [
    () => getPluginDocs({ pluginNames: ['debug'], responseFormat: 'human', snippet: true }),
    'get_plugin_docs',
    () => ({ plugin_names: ['debug'], snippet: true }),
  ],
  'documentation of a module of a collection': [
    (project) => getPluginDocs({ pluginNames: ['demo.tools.weigh'], envvars: envvars(project) }),
    'get_plugin_docs',
    (project) => ({ plugin_names: ['demo.tools.weigh'], response_format: 'json', envvars: envvars(project) }),
  ],
  'documentation that is not there': [
    () => getPluginDocs({ pluginNames: ['nonesuch'] }),
    'get_plugin_docs',
    () => ({ plugin_names: ['nonesuch'], response_format: 'json' }),
  ],
  'files of all modules': [
    // As text: Ansible 2.19 fails at its own JSON of them.
    (project) => getPluginList({ listFiles: true, responseFormat: 'human', modulePath: [join(project, 'modules')] }),
    'get_plugin_list',
    (project) => ({ list_files: true, module_path: join(project, 'modules') }),
  ],
  'plugins of a type': [
    () => getPluginList({ pluginType: 'connection' }),
    'get_plugin_list',
    () => ({ plugin_type: 'connection', response_format: 'json' }),
  ],
  'a list of inventories': [
    (project) => getInventory({ action: 'list', inventories: inventories(project) }),
    'get_inventory',
    (project) => ({ action: 'list', inventories: inventories(project), response_format: 'json' }),
  ],
  'an export of inventories': [
    (project) => getInventory({ action: 'list', inventories: inventories(project), export: true }),
    'get_inventory',
    (project) => ({ action: 'list', inventories: inventories(project), response_format: 'json', export: true }),
  ],
  'an inventory as YAML': [
    (project) => getInventory({ action: 'list', inventories: inventories(project), responseFormat: 'yaml' }),
    'get_inventory',
    (project) => ({ action: 'list', inventories: inventories(project), response_format: 'yaml' }),
  ],
  'a host': [
    (project) => getInventory({ action: 'host', host: 'beta', inventories: inventories(project) }),
    'get_inventory',
    (project) => ({ action: 'host', host: 'beta', inventories: inventories(project), response_format: 'json' }),
  ],
  'a graph': [
    (project) => getInventory({ action: 'graph', inventories: inventories(project) }),
    'get_inventory',
    (project) => ({ action: 'graph', inventories: inventories(project) }),
  ],
  'an inventory that is not there': [
    () => getInventory({ action: 'list', inventories: ['/no/such/inventory'] }),
    'get_inventory',
    () => ({ action: 'list', inventories: ['/no/such/inventory'], response_format: 'json' }),
  ],
  'all settings': [() => getAnsibleConfig({ action: 'list' }), 'get_ansible_config', () => ({ action: 'list' })],
  'settings that were changed': [
    (project) => getAnsibleConfig({ action: 'dump', configFile: join(project, 'ansible.cfg'), onlyChanged: true }),
    'get_ansible_config',
    (project) => ({ action: 'dump', config_file: join(project, 'ansible.cfg'), only_changed: true }),
  ],
  'the file of settings': [
    (project) => getAnsibleConfig({ action: 'view', hostCwd: project }),
    'get_ansible_config',
    (project) => ({ action: 'view', host_cwd: project }),
  ],
  'roles of a collection': [
    (project) => getRoleList({ collection: 'demo.tools', envvars: envvars(project) }),
    'get_role_list',
    (project) => ({ collection: 'demo.tools', envvars: envvars(project) }),
  ],
  'roles beside a playbook': [
    (project) => getRoleList({ playbookDir: project }),
    'get_role_list',
    (project) => ({ playbook_dir: project }),
  ],
  "a role's arguments": [
    (project) => getRoleArgspec({ role: 'sell', collection: 'demo.tools', envvars: envvars(project) }),
    'get_role_argspec',
    (project) => ({ role: 'sell', collection: 'demo.tools', envvars: envvars(project) }),
  ],
  'arguments of a role that is not there': [
    () => getRoleArgspec({ role: 'nonesuch' }),
    'get_role_argspec',
    () => ({ role: 'nonesuch' }),
  ],
};

describeWithAnsible("answers are those of Python's ansible-runner", () => {
  const project = makeProject();
  let answers: unknown[][] = [];
  before(() => {
    const calls = Object.values(questions).map(([, name, kwargs]): Call => [name, kwargs(project)]);
    if (!noPeer) answers = askPeer(calls);
  });
  for (const [index, [name, [ask]]] of Object.entries(questions).entries()) {
    test(name, { skip: noPeer }, async () => {
      const [response, error] = answers[index] ?? [];
      const theirs = typeof response === 'string' ? leaveOutPeersOwn(response) : response;
      assert.ok(theirs !== '', String(error));
      const answer = await ask(project);
      assert.deepEqual(answer.response, theirs);
      assert.equal(answer.stderr, error);
    });
  }

  const commands: Readonly<Record<string, [program: string, words: string[]]>> = {
    'ansible-playbook': ['ansible-playbook', ['site.yml', '-i', 'hosts.ini', '-i', 'more.yml', '--forks', '1']],
    'ansible-playbook without a playbook': ['ansible-playbook', ['nonesuch.yml', '-i', 'hosts.ini']],
    ansible: ['ansible', ['-i', 'hosts.ini', 'web', '-m', 'debug', '-a', "msg='a  b'"]],
    'ansible-doc': ['ansible-doc', ['-t', 'connection', '-l', '-j']],
    'ansible-galaxy, which complains': ['ansible-galaxy', ['role', 'info', '--offline']],
    'another program': ['sh', ['-c', 'pwd; printf "%s\\n" "$@" >&2; exit 3', 'sh', 'a b', '$HOME', "it's"]],
    'no program': ['callboard-nonesuch', ['a']],
  };
  for (const [name, [executableCmd, cmdlineArgs]] of Object.entries(commands)) {
    test(`runCommand: ${name}`, { skip: noPeer }, async () => {
      const [theirs, ours] = [makeDirectory(), makeDirectory()];
      const kwargs = { executable_cmd: executableCmd, cmdline_args: cmdlineArgs, host_cwd: project };
      const [peer] = askPeer([['run_command', { ...kwargs, private_data_dir: theirs, ident: 'one' }]]);
      const { stdout, stderr, rc } = await runCommand({
        executableCmd,
        cmdlineArgs,
        hostCwd: project,
        privateDataDir: ours,
        ident: 'one',
      });
      assert.deepEqual([stdout, stderr, rc], peer);
      assert.deepEqual(readKept(ours), readKept(theirs));
    });
  }
});

/** What is left of a command. A terminal has no stderr of its own, and the journal is ours alone. */
function readKept(privateDataDir: string): Record<string, unknown> {
  const directory = join(privateDataDir, 'artifacts/one');
  const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
  const { command, cwd } = JSON.parse(read('command')) as { command: string[]; cwd: string };
  return {
    entries: readdirSync(directory).filter((name) => !['journal.ndjson', 'stderr', 'fact_cache'].includes(name)),
    events: readdirSync(join(directory, 'job_events'))
      .map((name) => {
        const { event, counter, stdout } = JSON.parse(read(`job_events/${name}`)) as Record<string, unknown>;
        return [event, counter, stdout];
      })
      .sort((one, other) => Number(one[1]) - Number(other[1])),
    command,
    cwd,
    rc: read('rc'),
    status: read('status'),
    stdout: read('stdout').replaceAll('\r\n', '\n'),
  };
}
