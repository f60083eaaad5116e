import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRun, start } from '#callboard/index.js';
import { prepareFakeRun } from '../helpers/fake-run.js';

test('who follows the journal of a run sees its last status, though a handler threw at the one before', async () => {
  const { options } = prepareFakeRun({ events: 3 });
  const seen: string[] = [];
  let tellSeen = (): void => undefined;
  const isSeen = new Promise<void>((resolve) => {
    tellSeen = resolve;
  });
  const run = await start({
    ...options,
    statusHandler: async ({ status }) => {
      if (status !== 'successful') return;
      await isSeen;
      throw new Error('no, it was not');
    },
  });
  for await (const { status } of (await openRun(options.privateDataDir, options.ident)).statuses) {
    seen.push(status);
    if (status === 'successful') tellSeen();
  }
  await assert.rejects(run.result, { code: 'ERR_HANDLER_THREW' });
  assert.deepEqual(seen, ['starting', 'running', 'successful', 'error']);
});
