import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  debug,
  describeWithAnsible,
  type Json,
  listTree,
  localHosts,
  makeDirectory,
  namesOf,
  observeWhole,
  play,
  resultOf,
  shell,
} from './helpers.js';

const show = (name: string, expression: string): Json => debug(`{{ ${expression} }}`, { name });

/** Everything below, except what the run may add: its artifacts. */
function listInputs(root: string): string[] {
  return listTree(root).filter((path) => path !== 'artifacts' && !path.startsWith('artifacts/'));
}

describeWithAnsible('inputs', () => {
  test('an inline list of plays finds roles and files of the project, takes every option, and leaves nothing behind', async () => {
    const privateDataDir = makeDirectory({
      'project/roles/greet/tasks/main.yml': [debug('hello from the role', { name: 'greet' })],
      'project/main.json': [play([debug('not this one')])],
      'project/group_vars/all.yml': { from_project: 'beside the playbook' },
      'inventory/group_vars/all.yml': { from_inventory: 'beside the inventory' },
      'inventory/hosts.yml': localHosts('wrong'),
      'env/extravars': { both: 'file', only_file: 'kept' },
      'env/envvars': { SHARED: 'file', ONLY_FILE: 1 },
      'env/settings': { idle_timeout: 50 },
      'env/cmdline': '--tags never-used',
    });
    const before = listInputs(privateDataDir);
    const { events, result, statuses } = await observeWhole({
      privateDataDir,
      inventory: localHosts('one', 'two'),
      playbook: [
        play(
          [
            show('extra', "both ~ ' ' ~ only_file ~ ' ' ~ only_option.deep[0]"),
            show('neighbours', "from_project ~ ' / ' ~ from_inventory"),
            shell('echo "$SHARED|$ONLY_FILE|$ONLY_OPTION|$NUMBER|$SWITCH"', { name: 'environment' }),
            debug('skipped', { name: 'skipped by tag', tags: ['b'] }),
          ],
          { hosts: 'all', roles: ['greet'], tags: ['a'] },
        ),
      ],
      extravars: { both: 'option', only_option: { deep: ['yes'] } },
      envvars: { SHARED: 'option', ONLY_OPTION: 'o', NUMBER: 1.5, SWITCH: true },
      settings: { idle_timeout: 40 },
      cmdline: '--diff --ssh-common-args "-o A=b"',
      tags: ['a', 'c'],
      skipTags: 'b',
      limit: 'two',
      forks: 3,
      verbosity: 5,
    });
    assert.equal(result?.status, 'successful');
    assert.equal(resultOf(events, 'extra', 'two')['msg'], 'option kept yes');
    assert.equal(resultOf(events, 'neighbours', 'two')['msg'], 'beside the playbook / beside the inventory');
    assert.equal(resultOf(events, 'greet', 'two')['msg'], 'hello from the role');
    assert.equal(resultOf(events, 'environment', 'two')['stdout'], 'file|1|o|1.5|True');
    assert.deepEqual(Object.keys(result.stats?.ok ?? {}), ['two']);
    assert.ok(!events.some(({ event_data }) => (event_data as Json | undefined)?.['task'] === 'skipped by tag'));
    const starting = statuses[0] as unknown as { command: string[]; env: Json };
    const shown = starting.command.filter((word) => !word.includes('/'));
    assert.deepEqual(shown, [
      'ansible-playbook',
      '--diff',
      '--ssh-common-args',
      '-o A=b',
      '-i',
      '--limit',
      'two',
      '-e',
      '-e',
      '-vvvvv',
      '--tags',
      'a,c',
      '--skip-tags',
      'b',
      '--forks',
      '3',
    ]);
    assert.ok(!Object.keys(starting.env).some((name) => name.startsWith('CALLBOARD_')));
    assert.deepEqual(listInputs(privateDataDir), before);
    assert.equal(JSON.parse(readFileSync(join(privateDataDir, 'env/extravars'), 'utf8')).both, 'file');
  });

  test('an inline play and inventory in an empty directory leave only artifacts there', async () => {
    const privateDataDir = makeDirectory();
    const { result } = await observeWhole({
      privateDataDir,
      playbook: play([debug('hi')]),
      inventory: localHosts('one'),
    });
    assert.equal(result?.status, 'successful');
    assert.deepEqual(listInputs(privateDataDir), []);
  });

  test('a role with variables, and facts only where they are wanted', async () => {
    const privateDataDir = makeDirectory({
      'roles/say/tasks/main.yml': [show('said', "word ~ ' ' ~ (ansible_facts | length > 0)")],
      'inventory/hosts.yml': localHosts('one', 'two'),
    });
    const before = listInputs(privateDataDir);
    const { events, result } = await observeWhole({
      privateDataDir,
      role: 'say',
      roleVars: { word: 'Grüße' },
      roleSkipFacts: true,
      hosts: 'two',
    });
    assert.equal(result?.status, 'successful');
    assert.equal(resultOf(events, 'said', 'two')['msg'], 'Grüße False');
    assert.deepEqual(Object.keys(result.stats?.ok ?? {}), ['two']);
    assert.equal((events.find(({ event }) => event === 'runner_on_ok')?.event_data as unknown as Json)['role'], 'say');
    assert.deepEqual(listInputs(privateDataDir), before);
  });

  test('an ad hoc module, on an inventory given as text', async () => {
    const privateDataDir = makeDirectory({ 'inventory/other': '' });
    const { events, result, stdout } = await observeWhole({
      privateDataDir,
      module: 'command',
      moduleArgs: 'echo "two words"',
      hostPattern: 'web1',
      inventory:
        '[all:vars]\nansible_connection=local\nansible_python_interpreter="{{ ansible_playbook_python }}"\n[web]\nweb1\nweb2\n',
    });
    assert.deepEqual([result?.status, result?.rc], ['successful', 0]);
    assert.match(stdout, /two words/);
    const ok = events.find(({ event }) => event === 'runner_on_ok')?.event_data as unknown as Json;
    assert.equal((ok['res'] as Json)['stdout'], 'two words');
    assert.ok(!namesOf(events).includes('playbook_on_play_start'));
    assert.ok(namesOf(events).includes('playbook_on_stats'));
    assert.deepEqual(listInputs(privateDataDir), ['inventory', 'inventory/other']);
  });

  test('an inventory as a path inside inventory/, several paths, a list of names', async () => {
    const privateDataDir = makeDirectory({
      'inventory/a.yml': localHosts('from-a'),
      'inventory/b.yml': localHosts('from-b'),
      'project/main.yml': [play([debug('x')], { hosts: 'all', connection: 'local' })],
    });
    const hostsOf = async (inventory: string | string[]): Promise<string[]> => {
      const { result } = await observeWhole({ privateDataDir, playbook: 'main.yml', inventory });
      return Object.keys(result?.stats?.ok ?? {}).sort();
    };
    assert.deepEqual(await hostsOf('a.yml'), ['from-a']);
    assert.deepEqual(
      await hostsOf([join(privateDataDir, 'inventory/a.yml'), join(privateDataDir, 'inventory/b.yml')]),
      ['from-a', 'from-b'],
    );
    assert.deepEqual(await hostsOf('x1,x2'), ['x1', 'x2']);
  });

  test('files of env/ as YAML, and as named pipes', async () => {
    const yaml = makeDirectory({
      'project/main.yml': [play([show('extra', 'colour'), shell('echo $COLOUR $EMPTY', { name: 'environment' })])],
      'env/extravars': '---\ncolour: blue # comment\n',
      'env/envvars': '---\nCOLOUR: green\nEMPTY: no\n',
      'env/settings': '---\nsuppress_ansible_output: true\n',
      'env/passwords': '---\n"nothing asks this": x\n',
      'env/cmdline': '--check\n',
    });
    const first = await observeWhole({ privateDataDir: yaml, playbook: 'main.yml' });
    assert.equal(resultOf(first.events, 'extra')['msg'], 'blue');
    assert.ok(namesOf(first.events).includes('runner_on_skipped'), 'check mode from env/cmdline');

    const piped = makeDirectory({
      'project/main.yml': [play([show('extra', 'colour'), shell('echo $COLOUR', { name: 'environment' })])],
    });
    mkdirSync(join(piped, 'env'));
    const contents = {
      extravars: '{"colour": "red"}',
      envvars: 'COLOUR: white',
      settings: '{}',
      passwords: '{}',
      cmdline: '-v',
    };
    for (const [name, content] of Object.entries(contents)) {
      execFileSync('mkfifo', [join(piped, 'env', name)]);
      // From another process: opening a pipe for writing would hold one of this one's few threads.
      spawn('sh', ['-c', 'printf %s "$1" > "$2"', 'sh', content, join(piped, 'env', name)]);
    }
    const second = await observeWhole({ privateDataDir: piped, playbook: 'main.yml' });
    assert.equal(second.result?.status, 'successful');
    assert.equal(resultOf(second.events, 'extra')['msg'], 'red');
    assert.equal(resultOf(second.events, 'environment')['stdout'], 'white');
  });

  test('a file args replaces the command', async () => {
    const privateDataDir = makeDirectory({
      args: 'ansible-playbook "other file.yml" -e word=hello',
      'project/other file.yml': [play([show('said', 'word')])],
    });
    const { events, result } = await observeWhole({ privateDataDir });
    assert.equal(result?.status, 'successful');
    assert.equal(resultOf(events, 'said')['msg'], 'hello');
  });

  test('the fact cache is written and read, and other directories take the place of the usual ones', async () => {
    const root = makeDirectory({
      'data dir ☃/env/settings': { fact_cache: 'my facts' },
      'größer projekt/main.yml': [
        play([
          { name: 'set', 'ansible.builtin.set_fact': { kept: 'Zoë', cacheable: true } },
          show('project', 'playbook_dir'),
        ]),
      ],
    });
    const privateDataDir = join(root, 'data dir ☃');
    const { events, run: first } = await observeWhole({
      privateDataDir,
      projectDir: join(root, 'größer projekt'),
      artifactDir: join(root, 'art éfacts'),
      ident: 'run 1 ☃',
      playbook: 'main.yml',
    });
    assert.equal(resultOf(events, 'project')['msg'], join(root, 'größer projekt'));
    assert.equal(first.artifactDir, join(root, 'art éfacts', 'run 1 ☃'));
    assert.equal(existsSync(join(privateDataDir, 'artifacts')), false);
    assert.equal((await first.getFactCache('localhost'))['kept'], 'Zoë');
    assert.ok(existsSync(join(first.artifactDir, 'my facts')));
    await first.setFactCache('localhost', { kept: 'changed' });
    assert.deepEqual(await first.getFactCache('localhost'), { kept: 'changed' });
    assert.deepEqual(await first.getFactCache('unknown'), {});
  });

  test('quiet false shows what the stdout artifact has', () => {
    const privateDataDir = makeDirectory({ 'project/main.yml': [play([debug('shown')])] });
    const script = `import { run } from ${JSON.stringify(import.meta.resolve('#callboard/index.js'))};
      await run({ privateDataDir: ${JSON.stringify(privateDataDir)}, playbook: 'main.yml', ident: 'r', quiet: false });`;
    const shown = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(shown, readFileSync(join(privateDataDir, 'artifacts/r/stdout'), 'utf8'));
    assert.match(shown, /shown/);
  });
});
