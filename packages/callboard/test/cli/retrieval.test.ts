import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { inspectScreen } from '#callboard/cli/screen/style.js';
import { renderSummary } from '#callboard/cli/summary/render-summary.js';
import type { RunSummary } from '#callboard/cli/summary/run-summary.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { callboard, fixtures, makePrivateDataDir, playbook, spawnCallboard } from './run-callboard.js';

const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

/** Values of an event's, by path. */
type Event = { counter: number; event: string; event_data: Record<string, unknown> };

describe('a run that failed', () => {
  let directory: string;

  before(async () => {
    const tasks = [
      { name: 'Colour \u001b[31m\u001b[2Jthe town', 'ansible.builtin.debug': { msg: 'kein Problem: ü 日本' } },
      {
        name: 'Try both',
        'ansible.builtin.command': 'sh -c "echo sorry {{ item }} >&2; exit {{ item }}"',
        loop: [0, 3],
        ignore_errors: true,
      },
      {
        name: 'Check the disk',
        'ansible.builtin.fail': { msg: 'only 3 GB left' },
        when: "inventory_hostname == 'beta'",
      },
    ];
    directory = makePrivateDataDir({ 'project/site.yml': playbook(...tasks) }, ['alpha', 'beta']);
    const { code } = await callboard(['run', directory, '-q', '-p', 'site.yml', '-i', 'first-run']);
    assert.equal(code, 2);
  });

  test('show tells what failed where, with the messages', async () => {
    const { code, stdout } = await callboard(['show', directory]);
    assert.equal(code, 0);
    assert.match(stdout, /^failed {2}rc 2 {2}run first-run\n/);
    assert.match(stdout, /\n {2}beta +2 +1 +· +1 +· +· +1\n/);
    assert.match(stdout, /\n {2}failed {2}beta {2}Check the disk\n(?: {4}.*site\.yml:\d+\n)? {4}only 3 GB left\n/);
    assert.match(
      stdout,
      /\n {2}ignored {2}alpha {2}Try both\n {4}\(item=3\) .*non-zero return code.* \(rc 3\)\n {4}sorry 3\n/,
    );
    assert.match(stdout, /\n {2}journal +.*first-run\/journal\.ndjson\n/);
  });

  test('show --json has the same for programs', async () => {
    const { stdout } = await callboard(['show', directory, '-i', 'first', '--json']);
    const summary = JSON.parse(stdout) as { rc: number; failures: { kind: string; host: string; details: unknown }[] };
    assert.equal(summary.rc, 2);
    assert.deepEqual(summary.failures.map(({ kind, host }) => `${host} ${kind}`).sort(), [
      'alpha ignored',
      'beta failed',
      'beta ignored',
    ]);
    const fatal = summary.failures.find(({ kind }) => kind === 'failed');
    assert.deepEqual(fatal?.details, [{ message: 'only 3 GB left' }]);
  });

  test('a narrow screen leaves out the counts of nothing, and shows those of failures', async () => {
    const { stdout } = await callboard(['show', directory, '--json']);
    const screen = inspectScreen({ isTTY: true, columns: 48, env: { NO_COLOR: '1' } });
    const lines = renderSummary(JSON.parse(stdout) as RunSummary, screen).split('\n');
    assert.deepEqual(lines.slice(lines.indexOf('Hosts') + 1, lines.indexOf('Hosts') + 4), [
      '  host   ok  changed  failed  skipped  ignored',
      '  alpha   2        1       ·        1        1',
      '  beta    2        1       1        ·        1',
    ]);
  });

  test('events can be chosen by event, host, task, failure and counter', async () => {
    const all = await readEvents();
    assert.deepEqual(
      all.map(({ counter }) => counter),
      all.map((_, index) => index + 1),
    );
    assert.deepEqual(await readEvents('--since-counter', '4'), all.slice(3));
    const failed = await readEvents('--failed', '--host', 'beta');
    assert.deepEqual(
      failed.map(({ event }) => event),
      ['runner_item_on_failed', 'runner_on_failed', 'runner_on_failed'],
    );
    const chosen = await readEvents('--event', 'runner_on_ok,runner_on_skipped', '--task', 'CHECK THE');
    assert.deepEqual(
      chosen.map(({ event, event_data }) => [event, event_data['host']]),
      [['runner_on_skipped', 'alpha']],
    );
  });

  test('where no event is like that the answer says so, and is none', async () => {
    const { code, stdout, stderr } = await callboard([
      'events',
      directory,
      '--failed',
      '--host',
      'alpha',
      '--task',
      'x',
    ]);
    assert.deepEqual([code, stdout, stderr], [0, '', 'callboard: no event is like that.\n']);
  });

  test('a table has no colours in a pipe, and nothing in it can move the cursor', async () => {
    const { stdout } = await callboard(['events', directory]);
    assert.doesNotMatch(stdout, controls);
    assert.match(stdout, /runner_on_ok +alpha +ok +Colour the town\n/);
    assert.match(stdout, /runner_on_failed +beta +failed +Check the disk: only 3 GB left\n/);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 1 + (await readEvents()).length);
  });

  test('FORCE_COLOR paints, NO_COLOR does not', async () => {
    assert.match((await callboard(['runs', directory], { FORCE_COLOR: '1' })).stdout, /\u001b\[31mfailed/);
    assert.doesNotMatch((await callboard(['runs', directory], { NO_COLOR: '1' })).stdout, controls);
  });

  test('--stdout is the text that Ansible showed', async () => {
    const { stdout } = await callboard(['events', directory, '--stdout', '--task', 'check the disk']);
    assert.match(stdout, /TASK \[Check the disk\][^]*fatal: \[beta\]: FAILED!/);
    assert.doesNotMatch(stdout, /Try both/);
  });

  test('| head ends it quietly', async () => {
    const child = spawnCallboard(['events', directory, '--json']);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout?.destroy();
    const [code] = (await once(child, 'close')) as [number];
    assert.deepEqual([code, stderr], [0, '']);
  });

  test('--follow of a run that has ended ends', async () => {
    const { code, stdout } = await callboard(['events', directory, '--follow', '--event', 'playbook_on_stats']);
    assert.equal(code, 0);
    assert.match(stdout, /playbook_on_stats .*1 of 2 hosts\n$/);
  });

  test('what is not there is an error that says so', async () => {
    const { code, stderr } = await callboard(['show', directory, '-i', 'second']);
    assert.equal(code, 1);
    assert.match(stderr, /ERR_RUN_NOT_FOUND: There is no run "second"/);
  });

  async function readEvents(...flags: readonly string[]): Promise<Event[]> {
    const { stdout } = await callboard(['events', directory, '--json', ...flags]);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Event);
  }
});

test("runs of Python's ansible-runner are listed and summed up, and stay as they are", async () => {
  const directory = makeTemporaryDir();
  cpSync(join(fixtures, 'python-run'), directory, { recursive: true });
  const runs = await callboard(['runs', directory]);
  assert.match(runs.stdout, /\nfrom-python +failed +2 +2026-11-23 19:30 +\S+ s +1\/2 +13 +site\.yml\n$/);
  const { stdout } = await callboard(['show', directory]);
  assert.match(stdout, /written by ansible-runner/);
  assert.match(stdout, /failed {2}beta {2}Check the disk\n.*\n {4}only 3 GB left on \/var\n/);
  const events = await callboard(['events', directory, '--failed']);
  assert.match(
    events.stdout,
    /^.*\n *12 {2}19:30:\d\d {2}runner_on_failed {2}beta {2}failed {3}Check the disk: only 3 GB left on \/var\n$/,
  );
  assert.equal(existsSync(join(directory, 'artifacts/from-python/journal.ndjson')), false);
});

test('a directory without runs is no error to list, and one to show', async () => {
  const directory = makePrivateDataDir({});
  const runs = await callboard(['runs', directory]);
  assert.equal(runs.code, 0);
  assert.match(runs.stdout, /No run in .* yet/);
  assert.equal((await callboard(['show', directory])).code, 1);
});

test('runs that may not be read are not taken for none', async () => {
  const directory = makePrivateDataDir({ artifacts: 'a file' });
  for (const command of ['runs', 'show', 'events', 'deliveries']) {
    const { code, stdout, stderr } = await callboard([command, directory]);
    assert.deepEqual([code, stdout], [1, ''], command);
    assert.match(stderr, /^callboard: ERR_RUN_UNREADABLE: The runs in .*artifacts cannot be read: ENOTDIR.*\n$/);
  }
});

test('the directory of one run, given for that of all, is recognised', async () => {
  const artifacts = join(fixtures, 'python-run/artifacts');
  const { code, stderr } = await callboard(['show', '.', '--artifact-dir', join(artifacts, 'from-python')]);
  assert.equal(code, 1);
  assert.match(stderr, /That is a run itself: name the directory that holds it/);
  assert.equal((await callboard(['show', '.', '--artifact-dir', artifacts])).code, 0);
});
