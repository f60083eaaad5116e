import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  debug,
  describeWithAnsible,
  type Json,
  localHosts,
  makeDirectory,
  namesOf,
  observeWhole,
  play,
  resultOf,
  shell,
} from './helpers.js';

const dataOf = (event: { event_data?: unknown }): Json => (event.event_data ?? {}) as Json;

describeWithAnsible('ways to run', () => {
  test('serial and the free strategy: uuids of plays and tasks that come again are told apart', async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [
        play([debug('in turn')], { hosts: 'all', serial: 1 }),
        play([debug('a'), debug('b')], { hosts: 'all', strategy: 'free' }),
      ],
    });
    const { events, result } = await observeWhole({
      privateDataDir,
      playbook: 'main.yml',
      inventory: localHosts('one', 'two'),
    });
    assert.equal(result?.status, 'successful');
    const uuids = events.map(({ uuid }) => uuid);
    assert.equal(new Set(uuids).size, uuids.length, 'no uuid comes twice');
    const known = new Set(uuids);
    for (const { parent_uuid, event } of events)
      if (parent_uuid) assert.ok(known.has(parent_uuid), `the parent of ${event} is an event`);
    assert.ok(uuids.some((uuid) => uuid.endsWith('_2')));
    assert.deepEqual(result.stats?.ok, { one: 3, two: 3 });
  });

  test('a nested ansible-playbook is a stranger: its output is its own, ours is not mixed with it', async () => {
    const privateDataDir = makeDirectory({
      'project/inner.yml': [play([debug('from the inner play', { name: 'inner' })])],
      'project/main.yml': [
        play([
          shell('ansible-playbook inner.yml', { name: 'nested', args: { chdir: '{{ playbook_dir }}' } }),
          shell('env | grep -i -e callboard -e ANSIBLE_STDOUT -e ANSIBLE_CALLBACK -e ORIGINAL_STDOUT', {
            name: 'environment',
            failed_when: false,
          }),
        ]),
      ],
    });
    const { events, result } = await observeWhole({ privateDataDir, playbook: 'main.yml' });
    assert.equal(result?.status, 'successful');
    assert.match(
      String(resultOf(events, 'nested')['stdout']),
      /^\n?PLAY \[localhost\][^]*"msg": "from the inner play"[^]*ok=1/m,
    );
    assert.equal(events.filter((event) => dataOf(event)['task'] === 'inner').length, 0);
    assert.equal(namesOf(events).filter((name) => name === 'playbook_on_start').length, 1);
    assert.doesNotMatch(
      String(resultOf(events, 'environment')['stdout']),
      /CALLBOARD_(SPOOL|NONCE|RESTORE)|ANSIBLE_STDOUT_CALLBACK=callboard/,
    );
  });

  test("another stdout callback displays, with the same events; one that does not exist is Ansible's own error", async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([debug('shown', { name: 'show' }), shell('echo run', { name: 'do' })])],
    });
    const runWith = async (callback: string): ReturnType<typeof observeWhole> =>
      await observeWhole({ privateDataDir, playbook: 'main.yml', envvars: { ANSIBLE_STDOUT_CALLBACK: callback } });
    const [minimal, oneline, missing] = await Promise.all([
      runWith('minimal'),
      runWith('oneline'),
      runWith('no_such_callback'),
    ]);
    for (const { events, result } of [minimal, oneline]) {
      assert.equal(result?.status, 'successful');
      assert.equal(resultOf(events, 'do')['stdout'], 'run');
      assert.equal(namesOf(events).at(-1), 'playbook_on_stats');
    }
    assert.match(minimal.stdout, /localhost \| SUCCESS => \{/);
    assert.doesNotMatch(minimal.stdout, /PLAY RECAP/);
    assert.match(oneline.stdout, /localhost \| (CHANGED|SUCCESS)/);
    assert.equal(missing.result?.status, 'failed');
    assert.match(missing.stdout, /no_such_callback/);
  });

  test('on pipes: stdout and stderr apart, no colours, every event with its text', async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([debug('to stdout'), shell('exit 2', { name: 'fails' })])],
    });
    const { events, result, run, stdout } = await observeWhole({
      privateDataDir,
      playbook: 'main.yml',
      runnerMode: 'subprocess',
      inventory: 'no such inventory\n',
    });
    assert.deepEqual([result?.status, result?.rc], ['failed', 2]);
    const stderr = await run.stderr();
    assert.equal(stderr, readFileSync(join(run.artifactDir, 'stderr'), 'utf8'));
    assert.match(stderr, /WARNING/);
    assert.match(stdout, /PLAY RECAP/);
    assert.doesNotMatch(stderr, /PLAY RECAP/);
    assert.doesNotMatch(stdout, /WARNING/);
    assert.doesNotMatch(stdout + stderr, /\u001b/);
    assert.match(events.find((event) => event.event === 'runner_on_failed')?.stdout ?? '', /non-zero return code/);
    assert.ok(events.some((event) => /WARNING/.test(event.stdout)));
    for (const { stdout: text, stream } of events.filter((event) => event.stdout !== '')) {
      assert.ok((stream === 'stderr' ? stderr : stdout).includes(text.split('\n').at(-1)!), text);
    }
    assert.ok(namesOf(events).includes('playbook_on_stats'));
  });

  test('verbosity: every level is complete, and its events say from which on they show', async () => {
    const privateDataDir = makeDirectory({ 'project/main.yml': [play([shell('echo run', { name: 'do' })])] });
    let before = 0;
    for (const verbosity of [1, 3, 5]) {
      const { events, result } = await observeWhole({ privateDataDir, playbook: 'main.yml', verbosity });
      assert.equal(result?.status, 'successful');
      assert.ok(events.length > before, `-${'v'.repeat(verbosity)} has ${events.length} events`);
      before = events.length;
      const levels = events.flatMap((event) => event.verbosity ?? []);
      assert.ok(
        levels.every((level) => level >= 1 && level <= verbosity + 1),
        String(levels),
      );
    }
  });

  test('ad hoc on several hosts with a failure, and output of a program that is no Ansible', async () => {
    const privateDataDir = makeDirectory({ 'inventory/hosts.yml': localHosts('one', 'two') });
    const failed = await observeWhole({
      privateDataDir,
      module: 'shell',
      moduleArgs: 'test {{ inventory_hostname }} = one',
      hostPattern: 'all',
    });
    assert.deepEqual([failed.result?.status, failed.result?.rc], ['failed', 2]);
    assert.deepEqual([failed.result?.stats?.ok, failed.result?.stats?.failures], [{ one: 1 }, { two: 1 }]);
    const other = await observeWhole({ privateDataDir, binary: 'sh', cmdline: `-c 'printf "a\\nb\\n\\nc"; exit 3'` });
    assert.deepEqual([other.result?.status, other.result?.rc, other.result?.stats], ['failed', 3, undefined]);
    assert.deepEqual(
      other.events.map(({ event, stdout }) => [event, stdout]),
      [
        ['verbose', 'a'],
        ['verbose', 'b'],
        ['verbose', ''],
        ['verbose', 'c'],
      ],
    );
  });
});
