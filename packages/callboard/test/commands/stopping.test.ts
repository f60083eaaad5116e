import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type CommandError,
  getInventory,
  type QueryOptions,
  runCommand,
  startCommand,
  startInventory,
} from '#callboard/index.js';
import { startScript } from '../helpers/children.js';
import { waitForFile } from '../helpers/wait-for-file.js';
import { describeWithAnsible, makeDirectory } from '../run/helpers.js';
import { assertGone, findProcesses } from '../run/processes.js';
import { listScratch } from './helpers.js';

let marks = 0;

/** An inventory that never comes: it ignores SIGTERM and has a child that left its session. */
function makeEndless(): { inventory: string; ready: string; mark: string; options: QueryOptions } {
  marks += 1;
  const mark = `CALLBOARD_TEST_COMMANDS_${process.pid}_${marks}`;
  const root = makeDirectory();
  const [inventory, ready] = [join(root, 'endless'), join(root, 'ready')];
  const script = `#!/bin/sh\ntrap '' TERM\nsetsid sleep 120 &\ntouch ${ready}\nwhile :; do sleep 1; done\n`;
  writeFileSync(inventory, script, { mode: 0o755 });
  return { inventory, ready, mark, options: { envvars: { [mark]: '1' }, settings: { stop_grace: 0.5 } } };
}

async function assertStopped(asked: Promise<unknown>, status: string): Promise<void> {
  await assert.rejects(asked, (error: CommandError) => {
    assert.equal(error.code, 'ERR_COMMAND_FAILED');
    assert.deepEqual([error.output.status, error.output.rc], [status, 254]);
    return true;
  });
}

describeWithAnsible('stopping a command', () => {
  test('cancel ends everything that a question has started', async () => {
    const { inventory, ready, mark, options } = makeEndless();
    const query = await startInventory({ action: 'list', inventories: [inventory], ...options });
    await waitForFile(ready);
    assert.ok(findProcesses(mark).length >= 3);
    assert.equal(query.status, 'running');
    query.cancel();
    await assertStopped(query.result, 'canceled');
    await assertGone(mark);
    assert.deepEqual([query.status, listScratch()], ['canceled', []]);
  });

  test('an abort signal, a callback and a time limit do so, too', async () => {
    const ways: Readonly<Record<string, (ready: string) => QueryOptions>> = {
      canceled: (ready) => ({ cancelCallback: () => existsSync(ready) }),
      timeout: () => ({ timeout: 3 }),
    };
    for (const [status, way] of Object.entries(ways)) {
      const { inventory, ready, mark, options } = makeEndless();
      await assertStopped(
        getInventory({ action: 'list', inventories: [inventory], ...options, ...way(ready) }),
        status,
      );
      await assertGone(mark);
    }
    const { inventory, ready, mark, options } = makeEndless();
    const abort = new AbortController();
    const asked = getInventory({ action: 'list', inventories: [inventory], ...options, signal: abort.signal });
    await waitForFile(ready);
    abort.abort();
    await assertStopped(asked, 'canceled');
    await assertGone(mark);
    await assertStopped(getInventory({ action: 'list', inventories: [], signal: AbortSignal.abort() }), 'canceled');
    assert.deepEqual(listScratch(), []);
  });

  test('a callback that throws stops the question with its error', async () => {
    const { inventory, ready, mark, options } = makeEndless();
    const cancelCallback = (): boolean => {
      if (existsSync(ready)) throw new Error('no idea');
      return false;
    };
    const asked = getInventory({ action: 'list', inventories: [inventory], ...options, cancelCallback });
    await assert.rejects(asked, { code: 'ERR_HANDLER_THREW', message: /no idea/ });
    await assertGone(mark);
  });

  test('a command is stopped like a run', async () => {
    const { inventory, ready, mark, options } = makeEndless();
    const command = await startCommand({ executableCmd: inventory, ...options });
    await waitForFile(ready);
    command.cancel();
    assert.equal((await command.result).status, 'canceled');
    await assertGone(mark);
    const limited = makeEndless();
    const { status, rc } = await runCommand({ executableCmd: limited.inventory, ...limited.options, timeout: 1 });
    assert.deepEqual([status, rc], ['timeout', 254]);
    await assertGone(limited.mark);
    assert.deepEqual(listScratch(), []);
  });

  const killed: Readonly<Record<string, (inventory: string) => object>> = {
    'a question': (inventory) => ({ action: 'list', inventories: [inventory] }),
    'a command': (inventory) => ({ executableCmd: inventory }),
    'a command with streams': (inventory) => ({ executableCmd: inventory, inputFd: 'inherit', outputFd: 'inherit' }),
  };
  for (const [name, build] of Object.entries(killed)) {
    test(`kill -9 of the runner of ${name} leaves no process, and no file`, async () => {
      const { inventory, ready, mark, options } = makeEndless();
      const given = JSON.stringify({ ...build(inventory), ...options });
      const runner = startScript('../commands/command-in-child.js', [given], mark);
      await waitForFile(ready);
      assert.equal(listScratch().length, 1);
      runner.process.kill('SIGKILL');
      await runner.ended;
      while (findProcesses(mark).length > 0) await wait(20);
      assert.deepEqual(listScratch(), []);
    });
  }
});
