import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { buildCommand, type CommandInputs } from '#callboard/ansible/build-command.js';
import { wrapInSshAgent } from '#callboard/ansible/wrap-ssh-agent.js';

const nothing: CommandInputs = {
  args: undefined,
  binary: undefined,
  playbook: undefined,
  module: undefined,
  moduleArgs: undefined,
  hostPattern: undefined,
  cmdline: undefined,
  inventories: [],
  limit: undefined,
  extraVarsFiles: [],
  verbosity: 0,
  tags: undefined,
  skipTags: undefined,
  forks: undefined,
};

/** The command lines of Ansible Runner for the same inputs, words apart by blanks. */
const table: readonly (readonly [what: string, inputs: Partial<CommandInputs>, command: string])[] = [
  ['a playbook', { playbook: 'p.yml' }, 'ansible-playbook p.yml'],
  ['a module', { module: 'ping', hostPattern: 'all' }, 'ansible -m ping all'],
  ['a module with arguments', { module: 'shell', moduleArgs: 'id', hostPattern: 'web' }, 'ansible -m shell -a id web'],
  ['a module without hosts', { module: 'ping' }, 'ansible -m ping'],
  ['an inventory', { playbook: 'p.yml', inventories: ['/inv'] }, 'ansible-playbook -i /inv p.yml'],
  ['several inventories', { playbook: 'p.yml', inventories: ['a', 'b,'] }, 'ansible-playbook -i a -i b, p.yml'],
  [
    'a command line',
    { playbook: 'p.yml', cmdline: '-b --become-user="x"' },
    'ansible-playbook -b --become-user=x p.yml',
  ],
  ['extra variables', { playbook: 'p.yml', extraVarsFiles: ['/f', '/o'] }, 'ansible-playbook -e @/f -e @/o p.yml'],
  ['verbosity', { playbook: 'p.yml', verbosity: 3 }, 'ansible-playbook -vvv p.yml'],
  ['no verbosity, no forks', { playbook: 'p.yml', verbosity: 0, forks: 0 }, 'ansible-playbook p.yml'],
  ['empty texts', { playbook: 'p.yml', limit: '', tags: '', skipTags: '' }, 'ansible-playbook p.yml'],
  [
    'everything, in its order',
    {
      playbook: 'p.yml',
      cmdline: '-C',
      inventories: ['i'],
      limit: 'web',
      extraVarsFiles: ['v'],
      verbosity: 1,
      tags: 'a,b',
      skipTags: 'c',
      forks: 7,
    },
    'ansible-playbook -C -i i --limit web -e @v -v --tags a,b --skip-tags c --forks 7 p.yml',
  ],
  ['args instead of everything', { args: 'ansible all -m ping', playbook: 'p.yml', limit: 'x' }, 'ansible all -m ping'],
  [
    'another program',
    { binary: '/bin/lint', playbook: 'p.yml', cmdline: '-q', inventories: ['i'] },
    '/bin/lint -q -i i',
  ],
  ['another ansible-playbook', { binary: '/v/ansible-playbook', playbook: 'p.yml' }, '/v/ansible-playbook p.yml'],
  ['another ansible', { binary: '/v/ansible', module: 'ping', hostPattern: 'all' }, '/v/ansible -m ping all'],
];

describe("Ansible's command line", () => {
  for (const [what, inputs, command] of table) {
    it(`has ${what} where Ansible Runner has it`, () => {
      assert.deepEqual(buildCommand({ ...nothing, ...inputs }), command.split(' '));
    });
  }

  it('keeps words with blanks and quotation marks whole', () => {
    const inputs = { ...nothing, playbook: 'my play.yml', limit: "it's", cmdline: `-e 'a="b c"'` };
    assert.deepEqual(buildCommand(inputs), ['ansible-playbook', '-e', 'a="b c"', '--limit', "it's", 'my play.yml']);
  });

  it('reaches Ansible word for word through the shell of the ssh-agent', () => {
    const words = [
      'printf',
      '%s\\n',
      'a b',
      "it's",
      '"q"',
      '$HOME',
      '`id`',
      'a\\b',
      '',
      '*',
      'ü',
      'x\ny',
      '-',
      '!#;&|<>(){}[]~',
    ];
    const command = wrapInSshAgent(words, '/no/such/key').at(-1) ?? '';
    // Only the last step: what stands before it needs an agent.
    const step = command.slice(command.lastIndexOf('printf'));
    assert.equal(execFileSync('sh', ['-c', step], { encoding: 'utf8' }), `${words.slice(2).join('\n')}\n`);
  });
});
