import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startRunner } from '../helpers/children.js';
import { assertRecovered, keepSpool } from '../helpers/cut-off.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { describeWithAnsible } from '../run/helpers.js';

describeWithAnsible('a runner of real Ansible that is killed', () => {
  it('loses none of the events that Ansible wrote, and leaves no process', async () => {
    const privateDataDir = makeTemporaryDir();
    const task = { 'ansible.builtin.debug': { msg: 'item {{ item }}' }, loop: '{{ range(100000) | list }}' };
    mkdirSync(join(privateDataDir, 'project'));
    writeFileSync(
      join(privateDataDir, 'project/play.yml'),
      JSON.stringify([{ hosts: 'localhost', gather_facts: false, tasks: [task] }]),
    );
    const run = { options: { privateDataDir, ident: 'real' }, artifactDir: join(privateDataDir, 'artifacts/real') };
    const runner = startRunner({ ...run.options, playbook: 'play.yml', settings: { stop_grace: 2 } }, privateDataDir);
    const events = join(run.artifactDir, 'spool/events');
    while (countLines(events) < 200 && runner.process.exitCode === null) await wait(20);
    const spool = keepSpool(run);
    runner.process.kill('SIGKILL');
    await runner.ended;
    const { end, events: kept } = await assertRecovered(run, spool);
    assert.equal(end.status, 'error');
    assert.ok(spool !== undefined && kept.length >= 200);
    const items = kept.filter(({ event }) => event === 'runner_item_on_ok');
    // The last one may have been cut off before its text was shown.
    for (const { stdout } of items.slice(0, -1)) assert.match(stdout, /item=\d+/);
  });
});

function countLines(path: string): number {
  try {
    return readFileSync(path, 'latin1').split('\n').length - 1;
  } catch {
    return 0;
  }
}
