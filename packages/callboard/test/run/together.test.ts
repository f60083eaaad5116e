import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openRun, run, start } from '#callboard/index.js';
import { endWithTest } from '../helpers/end-with-test.js';
import {
  assertInOrder,
  debug,
  describeWithAnsible,
  isTask,
  listTree,
  localHosts,
  makeDirectory,
  namesOf,
  observe,
  observeWhole,
  play,
  readJournal,
  shell,
  waitForEvent,
} from './helpers.js';
import { assertGone, findProcesses } from './processes.js';

/** A task that runs until the file `go` is there. */
const held = play([
  shell('touch {{ playbook_dir }}/ready; while ! test -e {{ playbook_dir }}/go; do sleep 0.05; done', { name: 'held' }),
  debug('after'),
]);

const library = JSON.stringify(import.meta.resolve('#callboard/index.js'));

describeWithAnsible('runs together', () => {
  test('two runs at once in one directory do not mix', async () => {
    const privateDataDir = makeDirectory();
    const observed = await Promise.all(
      ['a', 'b'].map((ident) =>
        observeWhole({
          privateDataDir,
          ident,
          playbook: play([debug(`only ${ident}`, { name: ident })]),
          inventory: localHosts(`host-${ident}`),
          extravars: { x: ident },
        }),
      ),
    );
    for (const [index, ident] of ['a', 'b'].entries()) {
      const { result, events, stdout } = observed[index] as (typeof observed)[0];
      assert.equal(result?.status, 'successful');
      assert.ok(events.every(({ runner_ident }) => runner_ident === ident));
      assert.match(stdout, new RegExp(`only ${ident}|no hosts`));
      assert.doesNotMatch(stdout, new RegExp(`only ${ident === 'a' ? 'b' : 'a'}`));
    }
    assert.deepEqual(readdirSync(privateDataDir), ['artifacts']);
  });

  test('an ident in use is refused, and rotation removes neither the running run nor the newest', async () => {
    const privateDataDir = makeDirectory({
      'project/held.json': [held],
      'project/quick.json': [play([debug('quick')])],
    });
    const quick = async (ident: string, rotateArtifacts?: number): Promise<unknown> =>
      await run({ privateDataDir, playbook: 'quick.json', ident, rotateArtifacts });
    await quick('oldest');
    const observed = observe({ privateDataDir, playbook: 'held.json', ident: 'running' }, async (running) => {
      await waitForEvent(running, isTask('held'));
      await assert.rejects(start({ privateDataDir, playbook: 'quick.json', ident: 'running' }), {
        code: 'ERR_IDENT_IN_USE',
      });
      await assert.rejects(quick('oldest'), { code: 'ERR_IDENT_IN_USE' });
      await quick('newer', 1);
      assert.deepEqual(readdirSync(join(privateDataDir, 'artifacts')).sort(), ['newer', 'running']);
      await quick('newest', 1);
      assert.deepEqual(readdirSync(join(privateDataDir, 'artifacts')).sort(), ['newest', 'running']);
      writeFileSync(join(privateDataDir, 'project/go'), '');
    });
    const whole = await observed;
    assert.equal(whole.result?.status, 'successful');
    assertInOrder(whole);
  });

  test('another process follows a running run to its end', async () => {
    const privateDataDir = makeDirectory({ 'project/held.json': [held] });
    const script = `import { openRun } from ${library};
      const run = await openRun(${JSON.stringify(privateDataDir)}, 'r');
      const first = run.status;
      const seen = [];
      for await (const event of run) { seen.push(event.counter); if (event.event === 'runner_on_start') console.log('held'); }
      const statuses = [];
      for await (const { status } of run.statuses) statuses.push(status);
      console.log(JSON.stringify({ first, seen, statuses, ok: (await run.stats()).ok }));`;
    const whole = await observeWhole({ privateDataDir, playbook: 'held.json', ident: 'r' }, async (running) => {
      await waitForEvent(running, isTask('held'));
      const child = endWithTest(
        spawn(process.execPath, ['--input-type=module', '-e', script], {
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      );
      let printed = '';
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.startsWith('held\n')) writeFileSync(join(privateDataDir, 'project/go'), '');
      });
      await once(child, 'close');
      const { first, seen, statuses, ok } = JSON.parse(printed.trim().split('\n').at(-1) ?? '');
      assert.equal(first, 'running');
      assert.deepEqual(
        seen,
        Array.from({ length: seen.length }, (_, index) => index + 1),
      );
      assert.deepEqual(statuses, ['starting', 'running', 'successful']);
      assert.deepEqual(ok, { localhost: 2 });
      return seen.length;
    });
    const opened = await openRun(privateDataDir, 'r');
    const events = [];
    for await (const event of opened) events.push(event);
    assert.deepEqual(events, whole.events);
    assert.deepEqual([opened.status, opened.rc, opened.isFinished, opened.cutOff], ['successful', 0, true, false]);
  });

  test('when the runner is killed the play ends, and everything it said until then is recovered', async () => {
    const mark = `CALLBOARD_TEST_TOGETHER_${process.pid}_${Math.random()}`;
    const secret = 'canary of a killed run';
    const privateDataDir = makeDirectory({
      'project/held.json': [play([debug('{{ some_password }} first', { name: 'first' }), ...(held['tasks'] as [])])],
    });
    const before = listTree(privateDataDir);
    const options = {
      privateDataDir,
      playbook: 'held.json',
      ident: 'r',
      envvars: { [mark]: '1' },
      extravars: { some_password: secret },
      settings: { stop_grace: 1 },
    };
    const script = `import { run } from ${library}; await run(${JSON.stringify(options)});`;
    const child = endWithTest(spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }));
    while (!existsSync(join(privateDataDir, 'project/ready')) && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(findProcesses(mark).length > 0);
    child.kill('SIGKILL');
    await once(child, 'close');
    const recovered = await openRun(privateDataDir, 'r');
    await assertGone(mark);
    assert.deepEqual([recovered.status, recovered.cutOff, recovered.isFinished], ['error', true, true]);
    const events = [];
    for await (const event of recovered) events.push(event);
    assert.ok(events.some(isTask('held')));
    assert.deepEqual(
      readJournal(recovered.artifactDir)
        .filter(({ kind }) => kind === 'event')
        .map(({ data }) => data),
      events,
    );
    assert.ok(namesOf(events).includes('runner_on_ok'));
    const left = listTree(privateDataDir).filter((path) => !before.includes(path) && !path.startsWith('artifacts'));
    assert.deepEqual(left, ['project/ready']);
    assert.match(await recovered.stdout(), /\*{8} first/);
    for (const path of listTree(recovered.artifactDir)) {
      if (path !== 'job_events' && path !== 'fact_cache')
        assert.ok(!readFileSync(join(recovered.artifactDir, path), 'utf8').includes(secret), path);
    }
  });
});
