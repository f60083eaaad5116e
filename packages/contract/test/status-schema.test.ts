import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { isTerminalStatus, type RunnerStatus, type StatusName, statusNames } from '#contract/index.js';
import { findFaults, readSchema } from './schemas.js';

const runner_ident = 'demo';
const statuses: { [Name in StatusName]: Extract<RunnerStatus, { status: Name }> } = {
  starting: {
    status: 'starting',
    runner_ident,
    command: ['ansible-playbook', 'site.yml'],
    env: { LANG: 'C' },
    cwd: '/srv/demo/project',
  },
  running: { status: 'running', runner_ident, waiting_for_input: { prompt: 'Which release?' } },
  successful: { status: 'successful', runner_ident },
  failed: { status: 'failed', runner_ident },
  timeout: { status: 'timeout', runner_ident },
  canceled: { status: 'canceled', runner_ident },
  error: { status: 'error', runner_ident, job_explanation: 'No space left.', result_traceback: 'at …' },
};

test('types, list and schema know the same statuses', () => {
  assert.deepEqual([...statusNames], Object.keys(statuses));
  const schema = readSchema('status').properties?.['status'];
  assert.deepEqual(typeof schema === 'object' && schema.enum, [...statusNames]);
});

test('every status fits the schema', () => {
  for (const status of Object.values(statuses)) assert.deepEqual(findFaults('status', status), []);
  assert.deepEqual(findFaults('status', { status: 'running', runner_ident }), []);
});

test('a status without what it must say, or with what it must not, is refused', () => {
  const { starting, successful, error } = statuses;
  const faulty: unknown[] = [
    { status: 'successful' },
    { ...successful, status: 'done' },
    { ...successful, waiting_for_input: { prompt: '?' } },
    { ...starting, command: 'ansible-playbook site.yml' },
    { ...starting, env: { DEPTH: 1 } },
    { status: 'starting', runner_ident },
    { status: 'error', runner_ident },
    { ...error, job_explanation: null },
  ];
  for (const status of faulty) assert.notDeepEqual(findFaults('status', status), [], JSON.stringify(status));
});

test('a run has ended with any status but the first two', () => {
  assert.deepEqual(
    statusNames.filter((name) => !isTerminalStatus(name)),
    ['starting', 'running'],
  );
});
