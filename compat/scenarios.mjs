// What is run. Options have the peer's names; `<pdd>` stands for the private data dir.
//
//   dir      the private data dir under plays/ (default basic)
//   options  of the library function run
//   passphrase  of the ssh key that `<key>` stands for
//   cli      words of the command line instead: each entry is one call; `<wait>` waits for the daemon
//   order    strict (default): every event in its place; hosts: each host's events in their order;
//            set: only which events there are; status: events come as far as the stop lets them, so only their
//            common beginning counts; quiet: without what Ansible says beside the events
//   env      added to the runner's own environment
//   drop     event names for which the event handler answers false
//   cancelAfter  event name after which the cancel callback answers true
//   broken   the peer's own result is not deterministic
//   quick    part of the quick subset

const basic = (playbook, more = {}) => ({ options: { playbook, ...more.options }, ...without(more, 'options') });
const cli = (...words) => ['run', '<pdd>', ...words, '-i', 'run'];

/** @type {Record<string, object>} */
export const scenarios = {
  // what a play can do
  hello: basic('hello.yml', { quick: true }),
  failures: basic('failures.yml', { order: 'hosts', options: { forks: 1 }, quick: true }),
  'ignore errors': basic('ignore_errors.yml', { quick: true }),
  'rescue and always': basic('rescue.yml', { quick: true }),
  loops: basic('loops.yml', { quick: true }),
  'large loop': basic('large_loop.yml'),
  'until and retries': basic('until.yml', { quick: true }),
  no_log: basic('no_log.yml', { quick: true }),
  'no_log, -vvv': basic('no_log.yml', { options: { verbosity: 3 } }),
  free: basic('free.yml', { order: 'set' }),
  'free, one host': basic('free.yml', { options: { limit: 'alpha' } }),
  serial: basic('serial.yml', { order: 'hosts', options: { forks: 1 } }),
  plays: basic('plays.yml', { order: 'hosts' }),
  roles: basic('roles.yml', { quick: true }),
  handlers: basic('handlers.yml', { quick: true }),
  'handler fails': basic('handler_fails.yml'),
  includes: basic('includes.yml', { order: 'hosts', options: { forks: 1 } }),
  'include of a missing file': basic('include_missing.yml'),
  delegate: basic('delegate.yml'),
  async: basic('async.yml'),
  'diff mode': basic('diff.yml', { options: { cmdline: '--diff' }, quick: true }),
  'check mode': basic('diff.yml', { options: { cmdline: '--check --diff' } }),
  facts: basic('facts.yml'),
  'facts in another cache': basic('facts.yml', { options: { fact_cache: 'elsewhere' } }),
  'facts in memory': basic('facts.yml', { options: { fact_cache_type: 'memory' } }),
  'custom stats': basic('set_stats.yml', { order: 'hosts', quick: true }),
  'meta tasks': basic('meta.yml', { order: 'hosts' }),
  numbers: basic('numbers.yml', { quick: true }),
  'not a number': basic('not_a_number.yml'),
  warnings: basic('warnings.yml'),
  unicode: basic('unicode.yml', { quick: true }),
  'unicode names': { dir: 'unicode', options: { playbook: 'spiel.yml', verbosity: 3 } },
  'invalid UTF-8': basic('bytes.yml', { quick: true }),
  'invalid UTF-8, -vvv': basic('bytes.yml', { options: { verbosity: 3 } }),
  'awkward text': basic('text.yml', { quick: true }),
  'awkward text, -vvv': basic('text.yml', { options: { verbosity: 3 } }),
  'nested ansible-playbook': basic('nested.yml', { broken: true }),
  'several playbooks': basic('hello.yml', { options: { cmdline: 'rescue.yml loops.yml' } }),

  // what goes wrong
  'syntax error': basic('syntax_error.yml'),
  'not YAML': basic('yaml_error.yml'),
  'unknown module': basic('unknown_module.yml'),
  'playbook missing': basic('nowhere.yml'),
  'no hosts matched': basic('no_hosts.yml'),
  'limit matches nobody': basic('hello.yml', { options: { limit: 'gamma' } }),
  'limit unknown': basic('hello.yml', { options: { limit: 'nobody' } }),
  'no hosts remaining': basic('no_hosts_remaining.yml', { order: 'hosts', options: { forks: 1 } }),
  any_errors_fatal: basic('any_errors_fatal.yml', { order: 'hosts', options: { forks: 1 } }),
  max_fail_percentage: basic('max_fail_percentage.yml', { order: 'hosts', options: { forks: 1 } }),
  unreachable: basic('unreachable.yml', {
    order: 'hosts',
    options: {
      inventory: {
        all: {
          hosts: {
            alpha: { ansible_connection: 'local' },
            far: { ansible_host: '127.0.0.1', ansible_port: 1, ansible_connection: 'ssh', ansible_ssh_retries: 0 },
          },
        },
      },
    },
  }),
  'unknown option': basic('hello.yml', { options: { cmdline: '--no-such-option' } }),
  'unparsable inventory': basic('hello.yml', { options: { inventory: '<pdd>/project/vars.yml' } }),
  'binary not found': basic('hello.yml', { options: { binary: '/nonexistent/ansible-playbook' } }),
  'binary, another program': basic(undefined, {
    options: { binary: '/bin/echo', cmdline: 'said "by echo"', limit: 'alpha', verbosity: 2, forks: 3 },
  }),
  binary: basic('hello.yml', { options: { binary: 'ansible-playbook', cmdline: 'hello.yml', playbook: undefined } }),
  'playbook and module': basic('hello.yml', { options: { module: 'ping' } }),
  'nothing to run': { options: {} },

  // sizes
  'a result of 300 KB': basic('big.yml', { options: { extravars: { size: 300000 } } }),
  'a result of 900 KB': basic('big.yml', { options: { extravars: { size: 900000 } } }),
  'a lower limit of results': basic('big.yml', {
    options: { extravars: { size: 3000, lines: 100 }, envvars: { MAX_EVENT_RES: '2000' } },
    quick: true,
  }),

  // stops
  'job timeout': basic('slow.yml', { order: 'status', options: { timeout: 4, settings: { pexpect_timeout: 1 } } }),
  'idle timeout': basic('slow.yml', {
    order: 'status',
    options: { settings: { pexpect_timeout: 1, idle_timeout: 3 } },
  }),
  cancel: basic('slow.yml', {
    order: 'status',
    options: { settings: { pexpect_timeout: 1 } },
    cancelAfter: 'runner_on_ok',
  }),

  // ad hoc
  ping: { options: { module: 'ping', host_pattern: 'alpha' }, quick: true },
  shell: { options: { module: 'shell', module_args: 'echo "two words"; exit 3', host_pattern: 'alpha' } },
  'ad hoc, several hosts': { options: { module: 'debug', module_args: 'msg=hi', host_pattern: 'all' }, order: 'hosts' },
  'ad hoc, -vvv': { options: { module: 'command', module_args: 'echo hi', host_pattern: 'alpha', verbosity: 3 } },
  'ad hoc, nobody': { options: { module: 'ping', host_pattern: 'nobody' } },
  'ad hoc, setup': {
    options: { module: 'setup', module_args: 'gather_subset=!all,!min,python,env', host_pattern: 'alpha' },
  },
  'ad hoc, no_log argument': {
    options: { module: 'user', module_args: 'name=root password=xyzzy', host_pattern: 'alpha', cmdline: '--check' },
  },
  'ad hoc, AD_HOC_COMMAND_ID': {
    options: { module: 'ping', host_pattern: 'alpha', envvars: { AD_HOC_COMMAND_ID: '42' } },
  },
  'ad hoc, json callback': {
    options: { module: 'ping', host_pattern: 'alpha', envvars: { ANSIBLE_STDOUT_CALLBACK: 'json' } },
  },

  // inputs
  'files in env': { dir: 'inputs', options: { playbook: 'main.yml' }, quick: true },
  'files in env and options': {
    dir: 'inputs',
    options: {
      playbook: 'main.yml',
      extravars: { text: 'option', more: 1 },
      envvars: { PLAIN: 'option', OTHER: 'other' },
      settings: { fact_cache: 'mine', idle_timeout: 30 },
      cmdline: '--limit beta',
      passwords: { x: 'y' },
    },
  },
  'files in env, suppressed': {
    dir: 'inputs',
    options: {
      playbook: 'main.yml',
      extravars: { text: 'option', more: 1 },
      envvars: { PLAIN: 'option' },
      suppress_env_files: true,
    },
  },
  'JSON in env, no output file': { dir: 'json', order: 'hosts', options: { playbook: 'main.yml' } },
  'extravars as an option': basic('extravars.yml', {
    options: {
      extravars: {
        text: `it's "quoted" $HOME {x} ü\n2`,
        number: 1.5,
        list: ['a', null, true],
        object: { k: { n: 1 } },
      },
    },
    quick: true,
  }),
  'extravars, env files suppressed': basic('extravars.yml', {
    options: {
      suppress_env_files: true,
      extravars: { text: `it's "quoted" ü`, number: 1.5, list: ['a', null, true], object: { k: { n: 1 } } },
    },
  }),
  'envvars as an option': basic('environment.yml', {
    options: { envvars: { PLAIN: 'a b', UNICODE: 'ü🎄', NUMBER: 5, EMPTY: '' } },
  }),
  'JOB_ID and PROJECT_UPDATE_ID': basic('hello.yml', { options: { envvars: { JOB_ID: '7', PROJECT_UPDATE_ID: '9' } } }),
  'settings misspelt': basic('hello.yml', { options: { settings: { idle_timout: 30 } } }),
  'settings as an option': basic('hello.yml', {
    options: { settings: { suppress_output_file: true, fact_cache: 'set' } },
  }),
  'args file': { dir: 'args', options: {} },
  'ansible.cfg in the project': { dir: 'cfg', order: 'hosts', options: { playbook: 'main.yml', forks: 1 } },
  limit: basic('includes.yml', { options: { limit: 'beta' } }),
  tags: basic('tags.yml', { options: { tags: 'one,never' } }),
  'skip tags': basic('tags.yml', { options: { skip_tags: 'two' } }),
  'inventory: object': basic('hello.yml', {
    options: {
      inventory: { web: { hosts: { alpha: { ansible_connection: 'local', x: 1 }, beta: null }, vars: { y: [1] } } },
    },
  }),
  'inventory: text': basic('hello.yml', { options: { inventory: 'alpha ansible_connection=local x="ü"\n' } }),
  'inventory: list': basic('hello.yml', { options: { inventory: ['<pdd>/inventory/hosts', 'zeta,'] } }),
  'inventory: empty list': basic('hello.yml', { options: { inventory: [] } }),
  'inventory: hosts with a comma': basic('hello.yml', { options: { inventory: 'alpha,', cmdline: '-c local' } }),
  'inventory: path in inventory/': {
    dir: 'elsewhere',
    options: { project_dir: '<pdd>/playbooks', playbook: 'site.yml', inventory: 'other' },
  },
  'inventory: absolute path': {
    dir: 'elsewhere',
    options: { project_dir: '<pdd>/playbooks', playbook: 'site.yml', inventory: '<pdd>/hosts' },
  },
  'playbook: list of plays': {
    options: {
      playbook: [
        { name: 'inline ü', hosts: 'alpha', gather_facts: false, tasks: [{ name: 'say', debug: { msg: 'inline' } }] },
      ],
    },
    quick: true,
  },
  'playbook: one play': {
    options: {
      playbook: { hosts: 'alpha', gather_facts: false, tasks: [{ debug: { msg: 'inline' } }, { fail: { msg: 'x' } }] },
    },
  },
  'playbook: absolute path': { options: { playbook: '<pdd>/project/hello.yml' } },
  role: {
    dir: 'role',
    options: { role: 'welcome', role_vars: { words: 'good day', count: 2 }, hosts: 'alpha', role_skip_facts: true },
  },
  'role, roles_path': {
    dir: 'role',
    options: { role: 'parting', roles_path: '<pdd>/more', role_skip_facts: true },
    order: 'hosts',
  },
  'role missing': { dir: 'role', options: { role: 'absent', hosts: 'alpha' } },
  'directories elsewhere': {
    dir: 'elsewhere',
    options: {
      project_dir: '<pdd>/playbooks',
      artifact_dir: '<pdd>/results',
      inventory: '<pdd>/hosts',
      playbook: 'site.yml',
    },
  },
  'no ident': basic('hello.yml', { options: { ident: undefined } }),
  'ident with a space': basic('hello.yml', { options: { ident: 'run 12 ü' } }),
  vars_prompt: basic('vars_prompt.yml', {
    options: { passwords: { 'Who are you.*:\\s*?$': 'Zoë', 'Your number.*:\\s*?$': '1234', 'Colour.*:\\s*?$': '' } },
  }),
  'vault password': basic('vault.yml', {
    options: { cmdline: '--ask-vault-pass', passwords: { 'Vault password:\\s*?$': 'shelter' } },
  }),
  'vault password wrong': basic('vault.yml', {
    options: { cmdline: '--ask-vault-pass', passwords: { 'Vault password:\\s*?$': 'not-that' } },
  }),
  'vault, -vvv': basic('vault.yml', {
    options: { verbosity: 3, cmdline: '--ask-vault-pass', passwords: { 'Vault password:\\s*?$': 'shelter' } },
  }),
  'become password': basic('hello.yml', {
    options: { cmdline: '--ask-become-pass', passwords: { 'BECOME password.*:\\s*?$': 'pw' } },
  }),

  'ssh key': basic('hello.yml', { options: { ssh_key: '<key>' } }),
  'ssh key, with a passphrase': basic('hello.yml', {
    passphrase: 'open-sesame',
    options: { ssh_key: '<key>', passwords: { 'Enter passphrase for .*:\\s*?$': 'open-sesame' } },
  }),

  'roles_path: list': basic('hello.yml', { options: { roles_path: ['<pdd>/one', '<pdd>/two'] } }),
  'private data dir missing': basic('hello.yml', { options: { private_data_dir: '<pdd>/new' } }),

  // how much is said
  '-v': basic('loops.yml', { options: { verbosity: 1 } }),
  '-vv': basic('handlers.yml', { options: { verbosity: 2 } }),
  '-vvv': basic('hello.yml', { options: { verbosity: 3 }, quick: true }),
  '-vvvv': basic('hello.yml', { options: { verbosity: 4 } }),
  '-vvvvv': basic('rescue.yml', { options: { verbosity: 5 } }),
  '-vvv with includes': basic('includes.yml', { order: 'hosts', options: { verbosity: 3, forks: 1 } }),
  '-vvv with failures': basic('ignore_errors.yml', { options: { verbosity: 3 } }),
  '-vvv with async': basic('async.yml', { options: { verbosity: 3 } }),
  '-vv with warnings': basic('warnings.yml', { options: { verbosity: 2 } }),
  'no event data': basic('failures.yml', { order: 'hosts', options: { omit_event_data: true, limit: 'alpha' } }),
  'only failed event data': basic('failures.yml', { order: 'hosts', options: { only_failed_event_data: true } }),
  'only failed event data, loops': basic('loops.yml', { options: { only_failed_event_data: true } }),
  'handler answers false': basic('loops.yml', { drop: ['runner_on_start', 'runner_item_on_ok'] }),
  'json mode': basic('loops.yml', { options: { json_mode: true } }),
  'json mode, awkward text': basic('text.yml', { options: { json_mode: true } }),
  'no colour': basic('loops.yml', { options: { envvars: { ANSIBLE_NOCOLOR: '1' } } }),
  'debug of Ansible': basic('hello.yml', { order: 'quiet', options: { envvars: { ANSIBLE_DEBUG: '1' } } }),
  'log file of Ansible': basic('hello.yml', {
    options: { envvars: { ANSIBLE_LOG_PATH: 'ansible.log' }, verbosity: 2 },
  }),
  'task arguments shown': basic('loops.yml', { options: { envvars: { ANSIBLE_DISPLAY_ARGS_TO_STDOUT: 'true' } } }),
  'yaml results': basic('ignore_errors.yml', {
    options: { envvars: { ANSIBLE_CALLBACK_RESULT_FORMAT: 'yaml' }, verbosity: 1 },
  }),
  'minimal callback': basic('loops.yml', { options: { envvars: { ANSIBLE_STDOUT_CALLBACK: 'minimal' } } }),
  'oneline callback': basic('loops.yml', { options: { envvars: { ANSIBLE_STDOUT_CALLBACK: 'oneline' } } }),
  'tree callback beside': basic('hello.yml', {
    options: { envvars: { ANSIBLE_CALLBACKS_ENABLED: 'tree', ANSIBLE_CALLBACK_TREE_DIR: '<pdd>/tree' } },
  }),
  'own callback plugins': basic('hello.yml', {
    options: { envvars: { ANSIBLE_CALLBACK_PLUGINS: '<pdd>/plugins', ANSIBLE_CALLBACKS_ENABLED: 'aside' } },
  }),

  // the command line
  'cli: playbook': { cli: [cli('-p', 'hello.yml')], quick: true },
  'cli: failure': { cli: [cli('-p', 'rescue.yml')] },
  'cli: json': { cli: [cli('-p', 'loops.yml', '-j')] },
  'cli: quiet': { cli: [cli('-p', 'hello.yml', '-q')] },
  'cli: module': { cli: [cli('-m', 'command', '-a', 'echo hi', '--hosts', 'alpha')] },
  'cli: role': {
    dir: 'role',
    cli: [cli('-r', 'welcome', '--hosts', 'alpha', '--role-vars', 'words=hey count=3', '--role-skip-facts')],
  },
  'cli: role with roles path': {
    dir: 'role',
    cli: [cli('-r', 'parting', '--roles-path', '<pdd>/more', '--hosts', 'alpha', '--role-skip-facts')],
  },
  'cli: limit, cmdline, forks, -vv': {
    cli: [cli('-p', 'includes.yml', '--limit', 'beta', '--cmdline=--diff', '--forks', '2', '-vv')],
  },
  'cli: directories': {
    dir: 'elsewhere',
    cli: [
      cli(
        '-p',
        'site.yml',
        '--project-dir',
        '<pdd>/playbooks',
        '--artifact-dir',
        '<pdd>/results',
        '--inventory',
        '<pdd>/hosts',
      ),
    ],
  },
  'cli: omit event data': { cli: [cli('-p', 'hello.yml', '--omit-event-data')] },
  'cli: only failed event data': { cli: [cli('-p', 'rescue.yml', '--only-failed-event-data')] },
  'cli: files in env': { dir: 'inputs', cli: [cli('-p', 'main.yml')] },
  'cli: args file': { dir: 'args', cli: [cli('-p', 'ignored.yml')] },
  'cli: binary': { cli: [cli('-p', 'hello.yml', '-b', '/nonexistent/ansible-playbook')] },
  'cli: nothing to run': { cli: [['run', '<pdd>', '-i', 'run']] },
  'cli: hosts without module': { cli: [cli('-p', 'hello.yml', '--hosts', 'alpha')] },
  'cli: inventory not a path': { cli: [cli('-p', 'hello.yml', '--inventory', 'alpha,')] },
  'cli: unknown flag': { cli: [cli('-p', 'hello.yml', '--no-such-flag')] },
  'cli: playbook and module': { cli: [cli('-p', 'hello.yml', '-m', 'ping')] },
  'cli: start, is-alive, stop': {
    order: 'status',
    cli: [
      ['is-alive', '<pdd>'],
      ['stop', '<pdd>'],
      ['start', '<pdd>', '-p', 'slow.yml', '-i', 'run'],
      ['<wait running>'],
      ['is-alive', '<pdd>'],
      ['stop', '<pdd>'],
      ['<wait ended>'],
      ['is-alive', '<pdd>'],
    ],
  },
  'cli: start to the end': {
    cli: [['start', '<pdd>', '-p', 'hello.yml', '-i', 'run'], ['<wait finished>'], ['is-alive', '<pdd>']],
  },
  'cli: rotation': {
    cli: ['one', 'two', 'three'].map((ident) => [
      'run',
      '<pdd>',
      '-p',
      'hello.yml',
      '-i',
      ident,
      '--rotate-artifacts',
      '2',
      '-q',
    ]),
  },
  'cli: the same ident twice': { cli: [cli('-p', 'hello.yml', '-q'), cli('-p', 'rescue.yml', '-q')] },
  'cli: private data dir is made': { cli: [['run', '<pdd>/new', '-m', 'ping', '--hosts', 'localhost', '-i', 'run']] },
  'cli: environment': { cli: [['run', '<pdd>', '-i', 'run']], env: { RUNNER_PLAYBOOK: 'hello.yml' } },
};

function without(object, key) {
  const { [key]: _, ...rest } = object;
  return rest;
}
