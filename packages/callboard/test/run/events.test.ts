import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
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

const varied = [
  play(
    [
      { name: 'loop', 'ansible.builtin.debug': { msg: 'item {{ item }}' }, loop: [1, 2, 3] },
      { name: 'skip', 'ansible.builtin.debug': { msg: 'never' }, when: false },
      { name: 'skip items', 'ansible.builtin.debug': { msg: 'x' }, loop: ['a', 'b'], when: "item == 'b'" },
      shell('echo out; echo err >&2; exit 3', { name: 'fail', ignore_errors: true }),
      { name: 'fail items', 'ansible.builtin.command': '{{ item }}', loop: ['true', 'false'], ignore_errors: true },
      {
        name: 'block',
        block: [{ name: 'to rescue', 'ansible.builtin.fail': { msg: 'rescue me' } }],
        rescue: [debug('rescued')],
        always: [debug('always')],
      },
      shell('exit 1', { name: 'retry', register: 'r', until: 'r.rc == 0', retries: 1, delay: 0, ignore_errors: true }),
      {
        name: 'diff',
        'ansible.builtin.copy': { content: 'new\n', dest: '{{ playbook_dir }}/out.txt' },
        diff: true,
        notify: 'tell',
      },
      { name: 'delegate', 'ansible.builtin.debug': { msg: 'for two' }, delegate_to: 'two' },
      { name: 'censored', 'ansible.builtin.debug': { msg: 'unspeakable' }, no_log: true },
      {
        name: 'async',
        'ansible.builtin.command': 'sleep 0.1',
        async: 20,
        poll: 1,
        // Else Ansible takes the home of HOME in one place and that of the account in another.
        vars: { ansible_async_dir: '{{ playbook_dir }}/.async' },
      },
      { name: 'include', 'ansible.builtin.include_tasks': 'more.yml' },
      { name: 'import', 'ansible.builtin.import_tasks': 'more.yml' },
      { name: 'no task name', 'ansible.builtin.set_fact': { größe: 'Zoë ☃ 日本' }, when: 'false' },
      debug('Zoë ☃ 日本 \u001b[31mred\u001b[0m', { name: 'unicode' }),
      { name: 'custom stats', 'ansible.builtin.set_stats': { data: { answer: 42 } } },
    ],
    { hosts: 'one,gone', handlers: [debug('handled', { name: 'tell' })] },
  ),
  play([debug('second play')], { name: 'facts', hosts: 'one', gather_facts: true }),
  play([debug('on two')], { hosts: 'two' }),
  play([debug('nobody')], { name: 'nobody', hosts: 'nowhere' }),
];

const files = { 'project/main.json': varied, 'project/more.yml': [debug('from elsewhere')] };

describeWithAnsible('what a run keeps', () => {
  test('everything that a varied play says is kept the same everywhere, valid and in order', async () => {
    const privateDataDir = makeDirectory(files);
    const inventory = { all: { ...(localHosts('one', 'two')['all'] as Json) } };
    (inventory.all['hosts'] as Json)['gone'] = {
      ansible_connection: 'ssh',
      ansible_host: '127.0.0.1',
      ansible_port: 1,
    };
    const { events, statuses, result, run, stdout } = await observeWhole({
      privateDataDir,
      playbook: 'main.json',
      inventory,
    });
    assert.ok(result);
    // An unreachable host makes Ansible's exit code 4.
    assert.deepEqual([result.status, result.rc], ['failed', 4]);
    assert.deepEqual(
      statuses.map(({ status }) => status),
      ['starting', 'running', 'failed'],
    );
    const names = new Set(namesOf(events));
    for (const name of [
      'playbook_on_start',
      'playbook_on_play_start',
      'playbook_on_task_start',
      'playbook_on_include',
      'playbook_on_notify',
      'playbook_on_no_hosts_matched',
      'playbook_on_stats',
      'runner_on_start',
      'runner_on_ok',
      'runner_on_failed',
      'runner_on_skipped',
      'runner_on_unreachable',
      'runner_item_on_ok',
      'runner_item_on_failed',
      'runner_item_on_skipped',
      'runner_retry',
      'runner_on_file_diff',
      'runner_on_async_ok',
    ])
      assert.ok(names.has(name as never), `${name} is among the events`);
    assert.equal(events.filter(({ event }) => event === 'playbook_on_stats').length, 1);
    assert.deepEqual(result.stats?.dark, { gone: 1 });
    assert.deepEqual(result.stats.rescued, { one: 1 });
    assert.equal(result.eventCount, events.length);
    assert.match(stdout, /Zoë ☃ 日本/);
    assert.doesNotMatch(stdout, /unspeakable/);
    assert.doesNotMatch(JSON.stringify(events), /unspeakable/);
    assert.equal(resultOf(events, 'fail', 'one')['rc'], 3);
    assert.equal(resultOf(events, 'fail', 'one')['stderr'], 'err');
    const facts = resultOf(events, 'Gathering Facts', 'one')['ansible_facts'] as Json;
    assert.equal('ansible_env' in facts, false);

    const hostEvents = [];
    for await (const event of run.hostEvents('two')) hostEvents.push(event);
    assert.deepEqual(
      hostEvents,
      events.filter(({ event_data }) => (event_data as Json | undefined)?.['host'] === 'two'),
    );
    const later = [];
    for await (const event of run.events.from(events.length - 1)) later.push(event.counter);
    assert.deepEqual(later, [events.length - 1, events.length]);
  });

  test('lines of events follow each other and end where stdout ends', async () => {
    const privateDataDir = makeDirectory({
      'project/main.json': [play([debug('a\nb\nc'), shell('seq 3'), debug('end')])],
    });
    const { events, stdout, run } = await observeWhole({ privateDataDir, playbook: 'main.json', verbosity: 1 });
    let line = 0;
    for (const event of events) {
      assert.equal(event.start_line, line, `event ${event.counter}`);
      assert.ok(event.end_line >= event.start_line);
      line = event.end_line;
    }
    assert.ok(line > 0 && stdout.split('\n').length - 1 <= line);
    const command = JSON.parse(readFileSync(join(run.artifactDir, 'command'), 'utf8')) as Json;
    assert.deepEqual(Object.keys(command), ['command', 'cwd', 'env']);
    for (const name of ['', 'job_events']) assert.equal(statSync(join(run.artifactDir, name)).mode & 0o777, 0o700);
  });
});
