import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { describeWithAnsible, makeDirectory, observeWhole, play, resultOf, shell } from '../run/helpers.js';

describeWithAnsible('directory isolation', () => {
  test('the play works in a copy that goes with the run, and the project stays as it was', async () => {
    const base = makeDirectory();
    const privateDataDir = makeDirectory({ 'project/tool.sh': 'pwd; echo changed > data', 'project/data': 'original' });
    chmodSync(join(privateDataDir, 'project/tool.sh'), 0o750);
    symlinkSync('data', join(privateDataDir, 'project/link'));
    const { result, events } = await observeWhole({
      privateDataDir,
      playbook: play([shell('sh ./tool.sh; readlink link; stat -c %a tool.sh', { name: 'look' })]),
      directoryIsolationBasePath: base,
    });
    assert.equal(result?.status, 'successful');
    const [where, link, mode] = resultOf(events, 'look')['stdout_lines'] as string[];
    assert.equal(dirname(where ?? ''), base);
    assert.deepEqual([link, mode], ['data', '750']);
    assert.deepEqual(readdirSync(base), []);
    assert.equal(readFileSync(join(privateDataDir, 'project/data'), 'utf8'), 'original');
  });

  test('directory_isolation_cleanup: false keeps the copy, without the files of the run', async () => {
    const base = makeDirectory();
    const privateDataDir = makeDirectory({
      'project/data': 'original',
      'env/settings': { directory_isolation_base_path: base, directory_isolation_cleanup: false },
    });
    symlinkSync('/nowhere', join(privateDataDir, 'project/dangling'));
    await observeWhole({ privateDataDir, playbook: play([shell('echo changed > data')]) });
    const [copy = ''] = readdirSync(base);
    assert.deepEqual(readdirSync(join(base, copy)).sort(), ['dangling', 'data']);
    assert.equal(readFileSync(join(base, copy, 'data'), 'utf8'), 'changed\n');
    assert.equal(readlinkSync(join(base, copy, 'dangling')), '/nowhere');
    assert.equal(statSync(join(base, copy)).mode & 0o777, 0o700);
  });
});
