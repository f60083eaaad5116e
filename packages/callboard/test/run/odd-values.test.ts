import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunnerEvent } from '#callboard/index.js';
import {
  debug,
  describeWithAnsible,
  type Json,
  makeDirectory,
  observeWhole,
  play,
  resultOf,
  shell,
} from './helpers.js';

/** An action and filters that return what JSON does not have. */
const filters = `
import datetime, decimal

class Custom:
    def __str__(self):
        raise RuntimeError('no text for you')

class FilterModule:
    def filters(self):
        return {'odd': lambda kind: {
            'nan': float('nan'), 'infinity': [float('inf'), -float('inf')], 'set': {1}, 'bytes': b'caf\\xe9 \\xff',
            'custom': Custom(), 'date': datetime.date(2024, 2, 29), 'decimal': decimal.Decimal('1.10'),
            'surrogate': 'a\\ud800b', 'big': 2 ** 70 + 1, 'keys': {1: 'one', None: 'none', (1, 2): 'pair', 1.5: 'half'},
            'complex': 1 + 2j, 'deep': None,
        }[kind]}
`;

const action = `
from ansible.plugins.action import ActionBase

class Custom:
    def __str__(self):
        raise RuntimeError('no text for you')

class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        cycle = {}
        cycle['self'] = cycle
        return {'changed': False, 'kind': self._task.args['kind'], 'value': {
            'nan': float('nan'), 'infinity': [float('inf'), -float('inf')], 'set': {1}, 'bytes': b'caf\\xe9 \\xff',
            'custom': Custom(), 'surrogate': 'a\\ud800b', 'big': 2 ** 70 + 1, 'keys': {1: 'one', None: 'none', 1.5: 'half'},
            'complex': 1 + 2j, 'cycle': cycle, 'large': 'x' * 5_000_000,
        }[self._task.args['kind']]}
`;

const kinds = ['nan', 'infinity', 'set', 'bytes', 'custom', 'surrogate', 'big', 'keys', 'complex'];

function eventsOf(events: readonly RunnerEvent[], task: string): string[] {
  return events
    .filter(({ event_data }) => (event_data as Json | undefined)?.['task'] === task)
    .map(({ event }) => event);
}

describeWithAnsible('odd values', () => {
  test('whatever a result holds, its event is there and the journal is JSON', async () => {
    const privateDataDir = makeDirectory({
      'project/action_plugins/strange.py': action,
      'project/filter_plugins/odd.py': filters,
      'project/main.yml': [
        play([
          ...kinds.map((kind) => ({ name: `action ${kind}`, strange: { kind }, ignore_errors: true })),
          ...kinds.map((kind) => debug(`{{ '${kind}' | odd }}`, { name: `filter ${kind}`, ignore_errors: true })),
          shell("printf 'caf\\351 \\377\\n'; printf 'caf\\351' >&2", { name: 'not utf-8' }),
          shell('echo 1', { name: 'a\u2028b \u0007 \u001b[31m ☃ 🎭' }),
          debug(12345678901234567890123n.toString(), { name: 'digits' }),
        ]),
      ],
    });
    // Ansible from 2.18 on refuses what is not UTF-8, unless it is told not to.
    const envvars = { ANSIBLE_MODULE_STRICT_UTF8_RESPONSE: false };
    const { events, result } = await observeWhole({ privateDataDir, playbook: 'main.yml', envvars });
    assert.ok(result?.stats, 'Ansible got to its end');
    for (const kind of kinds) {
      for (const way of ['action', 'filter']) {
        const names = eventsOf(events, `${way} ${kind}`);
        assert.ok(
          names.includes('runner_on_start') && names.some((name) => /^runner_on_(ok|failed)$/.test(name)),
          `${way} ${kind}: ${names.join(' ')}`,
        );
      }
    }
    assert.match(String(resultOf(events, 'not utf-8')['stdout']), /^caf/);
  });

  test('a result of 5 MB and one of 900 KB are cut, and say so; one of 300 KB is whole', async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [
        play([
          { ...shell("head -c 5000000 /dev/zero | tr '\\0' x", { name: '5 MB' }) },
          { ...shell("head -c 450000 /dev/zero | tr '\\0' y", { name: '900 KB' }) },
          { ...shell("head -c 300000 /dev/zero | tr '\\0' z", { name: '300 KB' }) },
          { name: 'large stats', 'ansible.builtin.set_stats': { data: { large: "{{ 'w' * 800000 }}" } } },
        ]),
      ],
    });
    // -v: the text of the event holds the whole result, whatever becomes of its data.
    const { events, stdout } = await observeWhole({ privateDataDir, playbook: 'main.yml', verbosity: 1 });
    for (const [task, size] of [
      ['5 MB', 5_000_000],
      ['900 KB', 900_000],
    ] as const) {
      const event = events.find(
        ({ event: name, event_data }) => name === 'runner_on_ok' && (event_data as unknown as Json)['task'] === task,
      );
      const data = event?.event_data as unknown as Json;
      assert.deepEqual(data['res'], {}, task);
      const cut = data['res_truncated'] as { size: number; limit: number };
      assert.equal(cut.limit, 700_000);
      assert.ok(cut.size >= size && cut.size < size * 2.2, `${task}: ${cut.size}`);
      assert.ok((event?.stdout.length ?? 0) >= (task === '5 MB' ? 5_000_000 : 450_000));
    }
    assert.equal(String(resultOf(events, '300 KB')['stdout']).length, 300_000);
    assert.ok(stdout.includes('x'.repeat(1_000_000)));
    const stats = events.at(-1)?.event_data as unknown as Json;
    assert.ok(JSON.stringify(stats['artifact_data']).length > 800_000);
  });

  test('event data is left out where it was asked for', async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([debug('x'), shell('exit 1', { name: 'fails' })])],
    });
    const [omitted, onlyFailed] = await Promise.all([
      observeWhole({ privateDataDir, playbook: 'main.yml', omitEventData: true }),
      observeWhole({ privateDataDir, playbook: 'main.yml', onlyFailedEventData: true }),
    ]);
    const withData = (events: readonly RunnerEvent[]): string[] =>
      events.filter(({ event_data }) => Object.keys(event_data ?? {}).length > 0).map(({ event }) => event);
    assert.deepEqual(withData(omitted.events), []);
    assert.deepEqual(withData(onlyFailed.events), ['runner_on_failed']);
    assert.equal(omitted.result?.status, 'failed');
  });
});
