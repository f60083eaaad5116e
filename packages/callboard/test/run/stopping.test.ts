import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunOptions } from '#callboard/index.js';
import { waitForFile } from '../helpers/wait-for-file.js';
import {
  debug,
  describeWithAnsible,
  isTask,
  makeDirectory,
  namesOf,
  observe,
  observeWhole,
  play,
  shell,
  waitForEvent,
} from './helpers.js';
import { assertGone, endProcesses, findProcesses } from './processes.js';

let marks = 0;
function makeMark(): string {
  marks += 1;
  return `CALLBOARD_TEST_STOPPING_${process.pid}_${marks}`;
}

/** Ignores SIGTERM, double-forks, and leaves its session; tells in `ready` when all of it is there. */
const stubborn = `
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open(sys.argv[1], 'w').close()
        time.sleep(120)
    os._exit(0)
time.sleep(120)
`;

const busy = {
  'project/main.yml': [
    play([
      {
        name: 'in the background',
        'ansible.builtin.shell': 'touch {{ playbook_dir }}/ready-async; exec sleep 121',
        async: 300,
        poll: 0,
      },
      shell('exec {{ ansible_playbook_python }} {{ playbook_dir }}/stubborn.py {{ playbook_dir }}/ready', {
        name: 'stubborn',
      }),
    ]),
  ],
  'project/stubborn.py': stubborn,
};

describeWithAnsible('stopping', () => {
  test('cancel ends the whole tree: what ignores SIGTERM, double-forks, leaves the session or runs async', async () => {
    const mark = makeMark();
    const privateDataDir = makeDirectory(busy);
    const { result, events } = await observeWhole(
      { privateDataDir, playbook: 'main.yml', envvars: { [mark]: '1' }, settings: { stop_grace: 1 } },
      async (run) => {
        await waitForEvent(run, isTask('stubborn'));
        await waitForFile(join(privateDataDir, 'project/ready'));
        // Ansible goes on to the next task before what runs in the background has begun.
        await waitForFile(join(privateDataDir, 'project/ready-async'));
        assert.ok(findProcesses(mark).some((line) => line.includes('sleep 121')));
        run.cancel();
      },
    );
    assert.deepEqual([result?.status, result?.rc], ['canceled', 254]);
    await assertGone(mark);
    assert.ok(namesOf(events).includes('runner_on_start'));
  });

  const limits: Record<string, Partial<RunOptions>> = {
    'the timeout option': { timeout: 3, settings: { stop_grace: 1 } },
    job_timeout: { settings: { job_timeout: 3, stop_grace: 1 } },
    idle_timeout: { settings: { idle_timeout: 2, stop_grace: 1 } },
    'subprocess_timeout on pipes': { settings: { subprocess_timeout: 3, stop_grace: 1 }, runnerMode: 'subprocess' },
  };
  test('each limit of time ends the run as timeout, with complete artifacts', async () => {
    await Promise.all(
      Object.entries(limits).map(async ([name, options]) => {
        const mark = makeMark();
        const privateDataDir = makeDirectory({
          'project/main.yml': [play([debug('first'), shell('sleep 60', { name: 'long' })])],
        });
        const began = performance.now();
        const { result, statuses } = await observeWhole({
          privateDataDir,
          playbook: 'main.yml',
          envvars: { [mark]: '1' },
          ...options,
        });
        assert.deepEqual([result?.status, result?.rc], ['timeout', 254], name);
        assert.deepEqual(
          statuses.map(({ status }) => status),
          ['starting', 'running', 'timeout'],
        );
        assert.ok(performance.now() - began < 30_000, name);
        await assertGone(mark);
      }),
    );
  });

  test('the timeout option wins over job_timeout, and a play within its limits is left alone', async () => {
    const privateDataDir = makeDirectory({ 'project/main.yml': [play([debug('quick')])] });
    const { result } = await observe({
      privateDataDir,
      playbook: 'main.yml',
      timeout: 60,
      settings: { job_timeout: 0.01, idle_timeout: 30 },
    });
    assert.equal(result?.status, 'successful');
  });

  test('a task gets the grace to clean up', async () => {
    // Its output has no reader any more: the shell must not die of telling what became of its children.
    const script =
      "trap '' PIPE; trap 'sleep 0.5; echo cleaned > {{ playbook_dir }}/cleaned; exit 0' TERM; touch {{ playbook_dir }}/ready; sleep 60 & wait";
    const privateDataDir = makeDirectory({ 'project/main.yml': [play([shell(script, { name: 'long' })])] });
    const { result } = await observe(
      { privateDataDir, playbook: 'main.yml', settings: { stop_grace: 20 } },
      async (run) => {
        await waitForFile(join(privateDataDir, 'project/ready'));
        run.cancel();
      },
    );
    assert.equal(result?.status, 'canceled');
    assert.equal(readFileSync(join(privateDataDir, 'project/cleaned'), 'utf8'), 'cleaned\n');
  });

  test('a run that ends by itself leaves its async tasks alone', async () => {
    const mark = makeMark();
    const privateDataDir = makeDirectory({
      'project/main.yml': [
        play([
          {
            name: 'stay',
            'ansible.builtin.shell': 'cd {{ playbook_dir }}; until [ -e ended ]; do sleep 0.1; done; touch done',
            async: 300,
            poll: 0,
          },
        ]),
      ],
    });
    try {
      const { result } = await observeWhole({ privateDataDir, playbook: 'main.yml', envvars: { [mark]: '1' } });
      assert.equal(result?.status, 'successful');
      assert.equal(existsSync(join(privateDataDir, 'project/done')), false);
      writeFileSync(join(privateDataDir, 'project/ended'), '');
      await waitForFile(join(privateDataDir, 'project/done'));
    } finally {
      endProcesses(mark);
    }
  });
});
