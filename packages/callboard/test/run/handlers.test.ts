import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { CallboardError, type RunnerEvent, type RunnerStatus, type RunOptions, run, start } from '#callboard/index.js';
import {
  assertValid,
  debug,
  describeWithAnsible,
  isTask,
  type Json,
  makeDirectory,
  namesOf,
  observe,
  play,
  readEnd,
  readJobEvents,
  readJournal,
  shell,
  waitForEvent,
} from './helpers.js';
import { assertGone } from './processes.js';

const short = { 'project/main.yml': [play([debug('one'), debug('two'), debug('three')])] };
const long = { 'project/main.yml': [play([debug('first'), shell('sleep 60', { name: 'long' })])] };

let marks = 0;
function makeMark(): string {
  marks += 1;
  return `CALLBOARD_TEST_HANDLERS_${process.pid}_${marks}`;
}

describeWithAnsible('handlers', () => {
  test('an eventHandler that says false keeps the file out, and only the file', async () => {
    const privateDataDir = makeDirectory(short);
    const { events, run: done } = await observe({
      privateDataDir,
      playbook: 'main.yml',
      eventHandler: (event) => (event.event === 'runner_on_ok' ? false : undefined),
    });
    assert.ok(namesOf(events).includes('runner_on_ok'));
    assert.deepEqual(
      readJobEvents(done.artifactDir),
      events.filter(({ event }) => event !== 'runner_on_ok'),
    );
    assert.deepEqual(
      readJournal(done.artifactDir)
        .filter(({ kind }) => kind === 'event')
        .map(({ data }) => data),
      events,
    );
  });

  test('async handlers are awaited one after the other, and all before the callbacks at the end', async () => {
    const privateDataDir = makeDirectory(short);
    const order: string[] = [];
    let active = 0;
    const slowly = async (name: string): Promise<void> => {
      active += 1;
      assert.equal(active, 1, 'one handler at a time');
      await wait(5);
      active -= 1;
      order.push(name);
    };
    const result = await run({
      privateDataDir,
      playbook: 'main.yml',
      ident: 'r',
      eventHandler: (event) => slowly(String(event.counter)),
      statusHandler: (status) => slowly(status.status),
      artifactsHandler: async (directory) => {
        assert.equal(directory, join(privateDataDir, 'artifacts/r'));
        assert.deepEqual(readEnd(directory), { rc: 0, status: 'successful' });
        await slowly('artifacts');
      },
      finishedCallback: async (finished) => {
        assert.equal(finished.status, 'successful');
        assert.ok((await finished.stats())?.ok['localhost']);
        await slowly('finished');
      },
    });
    const counters = Array.from({ length: result.eventCount }, (_, index) => String(index + 1));
    assert.deepEqual(
      order.filter((name) => /^\d+$/.test(name)),
      counters,
    );
    assert.deepEqual(
      order.filter((name) => !/^\d+$/.test(name)),
      ['starting', 'running', 'successful', 'artifacts', 'finished'],
    );
    assert.equal(order[0], 'starting');
  });

  test('a handler that blocks the whole process does not hold up Ansible', async () => {
    const done = join(makeDirectory({}), 'done');
    const talk = Array.from({ length: 20 }, (_, at) => debug('x'.repeat(20_000), { name: `task ${at}` }));
    const tasks = [debug('begin'), ...talk, shell(`touch ${done}`, { name: 'last' })];
    const privateDataDir = makeDirectory({ 'project/main.yml': [play(tasks)] });
    let blocked = false;
    const { events, result } = await observe({
      privateDataDir,
      playbook: 'main.yml',
      // It blocks until Ansible has come to its last task, which it never would if it had to wait for us.
      eventHandler: (event) => {
        if (blocked || event.event !== 'runner_on_ok') return;
        blocked = true;
        const pause = new Int32Array(new SharedArrayBuffer(4));
        const limit = performance.now() + 60_000;
        while (!existsSync(done) && performance.now() < limit) Atomics.wait(pause, 0, 0, 20);
        assert.ok(existsSync(done), 'Ansible waited for the handler');
      },
    });
    assert.ok(blocked);
    assert.equal(result?.status, 'successful');
    assert.equal(namesOf(events).at(-1), 'playbook_on_stats');
  });

  for (const name of ['eventHandler', 'statusHandler', 'cancelCallback'] as const) {
    test(`a ${name} that throws stops Ansible and fails the run with its error as the cause`, async () => {
      const privateDataDir = makeDirectory(long);
      const mark = makeMark();
      const cause = new TypeError('a handler of mine');
      const events: RunnerEvent[] = [];
      const statuses: RunnerStatus[] = [];
      let calls = 0;
      const fail = (when: boolean): void => {
        if (!when) return;
        calls += 1;
        throw cause;
      };
      const running = await start({
        privateDataDir,
        playbook: 'main.yml',
        envvars: { [mark]: '1' },
        settings: { stop_grace: 1 },
        eventHandler: (event) => {
          events.push(event);
          if (name === 'eventHandler') fail(isTask('long')(event));
        },
        statusHandler: (status) => {
          statuses.push(status);
          if (name === 'statusHandler') fail(status.status === 'running');
        },
        ...(name === 'cancelCallback' && { cancelCallback: () => (fail(true), false) }),
      });
      const error = await running.result.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof CallboardError);
      assert.equal(error.code, 'ERR_HANDLER_THREW');
      assert.equal(error.cause, cause);
      assert.match(error.message, new RegExp(`${name}.*a handler of mine`));
      assert.equal(calls, 1, 'it is not called again');
      await assertGone(mark);
      assert.deepEqual(readEnd(running.artifactDir), { rc: 254, status: 'error' });
      assert.equal(running.status, 'error');
      const kept: Json[] = readJournal(running.artifactDir).map(({ data }) => data as Json);
      assert.deepEqual(
        kept.filter((data) => 'status' in data).map(({ status }) => status),
        ['starting', 'running', 'error'],
      );
      assert.match(String(kept.at(-1)?.['job_explanation']), /a handler of mine/);
      assertValid([], [kept.at(-1) as unknown as RunnerStatus]);
      assert.equal(readJobEvents(running.artifactDir).length, kept.filter((data) => 'event' in data).length);
      for (const file of ['command', 'stdout']) assert.ok(existsSync(join(running.artifactDir, file)));
      assert.ok(!existsSync(join(running.artifactDir, 'spool')));
    });
  }

  for (const name of ['artifactsHandler', 'finishedCallback'] as const) {
    test(`a ${name} that throws fails the run, whose artifacts are complete`, async () => {
      const privateDataDir = makeDirectory(short);
      const cause = new Error('late');
      const options: RunOptions = {
        privateDataDir,
        playbook: 'main.yml',
        ident: 'r',
        [name]: () => Promise.reject(cause),
      };
      await assert.rejects(run(options), { code: 'ERR_HANDLER_THREW', cause });
      const artifactDir = join(privateDataDir, 'artifacts/r');
      // They are handed what is finished, so it stays as they have seen it.
      assert.deepEqual(readEnd(artifactDir), { rc: 0, status: 'successful' });
      assert.ok(readdirSync(join(artifactDir, 'job_events')).length > 0);
    });
  }

  test('an abort signal, cancel() and the cancelCallback end the run as canceled', async () => {
    const stops: Record<string, (options: RunOptions) => Promise<unknown>> = {
      signal: async (options) => {
        const controller = new AbortController();
        return await observe({ ...options, signal: controller.signal }, async (running) => {
          await waitForEvent(running, isTask('long'));
          controller.abort();
        });
      },
      cancel: async (options) =>
        await observe(options, async (running) => {
          await waitForEvent(running, isTask('long'));
          running.cancel();
          running.cancel();
        }),
      callback: async (options) => {
        let began = false;
        return await observe({ ...options, cancelCallback: async () => began }, async (running) => {
          await waitForEvent(running, isTask('long'));
          began = true;
        });
      },
    };
    await Promise.all(
      Object.entries(stops).map(async ([name, stop]) => {
        const mark = makeMark();
        const options = { privateDataDir: makeDirectory(long), playbook: 'main.yml', envvars: { [mark]: '1' } };
        const { result, statuses, run: ended } = (await stop(options)) as Awaited<ReturnType<typeof observe>>;
        assert.deepEqual([result?.status, result?.rc], ['canceled', 254], name);
        assert.deepEqual(
          statuses.map(({ status }) => status),
          ['starting', 'running', 'canceled'],
        );
        assert.deepEqual(readEnd(ended.artifactDir), { rc: 254, status: 'canceled' });
        await assertGone(mark);
      }),
    );
  });

  test('a signal that was aborted before starts nothing', async () => {
    const { result, statuses, events } = await observe({
      privateDataDir: makeDirectory(long),
      playbook: 'main.yml',
      signal: AbortSignal.abort(),
    });
    assert.deepEqual([result?.status, result?.rc], ['canceled', 254]);
    assert.deepEqual(
      statuses.map(({ status }) => status),
      ['starting', 'canceled'],
    );
    assert.deepEqual(events, []);
  });
});
