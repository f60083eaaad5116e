import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readFactCache, writeFactCache } from '#callboard/artifacts/fact-cache.js';
import { run } from '#callboard/index.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';
import { describeWithAnsible } from '../run/helpers.js';

describe('the fact cache', () => {
  it('has nothing about a host that nobody knows', async () => {
    assert.deepEqual(await readFactCache(makeTemporaryDir(), 'nobody'), {});
    assert.deepEqual(await readFactCache(join(makeTemporaryDir(), 'nowhere'), 'nobody'), {});
  });

  it('reads what it has written, in files of its owner only', async () => {
    const directory = join(makeTemporaryDir(), 'new');
    const facts = { city: 'Rome', list: [1, { a: null }], ümlaut: '🎭' };
    await writeFactCache(directory, 'web', facts);
    assert.deepEqual(await readFactCache(directory, 'web'), facts);
    assert.equal(statSync(join(directory, 'web')).mode & 0o777, 0o600);
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(directory), ['web']);
  });

  it('reads and replaces files of newer Ansible, which have a prefix and values with their origin', async () => {
    const directory = makeTemporaryDir();
    const path = join(directory, 's1_web');
    const tagged = { city: { value: 'Rome', tags: [{ src: 'x', __ansible_type: 'Origin' }], __ansible_type: '_AnsibleTaggedStr' }, n: 5 };
    writeFileSync(path, JSON.stringify({ __payload__: JSON.stringify(tagged) }));
    assert.deepEqual(await readFactCache(directory, 'web'), { city: 'Rome', n: 5 });
    await writeFactCache(directory, 'web', { city: 'Oslo' });
    assert.deepEqual(await readFactCache(directory, 'web'), { city: 'Oslo' });
    assert.deepEqual(readdirSync(directory), ['s1_web']);
    assert.equal(readFileSync(path, 'utf8'), JSON.stringify({ __payload__: '{"city":"Oslo"}' }));
  });

  it('takes facts of one host from many at once: one of them is kept whole, and nothing else lies there', async () => {
    const directory = makeTemporaryDir();
    const written = Array.from({ length: 20 }, (_, n) => ({ n, filler: 'x'.repeat(n * 1000) }));
    await Promise.all(written.map((facts) => writeFactCache(directory, 'web', facts)));
    const kept = await readFactCache(directory, 'web');
    assert.deepEqual(kept, written[kept['n'] as number]);
    assert.deepEqual(readdirSync(directory), ['web']);
  });

  it('takes no path for the name of a host', async () => {
    const directory = makeTemporaryDir();
    for (const host of ['', '.', '..', '../x', '/etc/passwd', 'a/b']) {
      await assert.rejects(readFactCache(directory, host), { code: 'ERR_OPTION_TYPE' }, host);
      await assert.rejects(writeFactCache(directory, host, {}), { code: 'ERR_OPTION_TYPE' }, host);
    }
  });

  it('says so where facts are not kept as files', async () => {
    await assert.rejects(readFactCache(undefined, 'web'), { code: 'ERR_FACT_CACHE_TYPE' });
  });
});

describeWithAnsible('the fact cache of real Ansible', () => {
  it('is read after one run, and what is written there is known to the next', async () => {
    const privateDataDir = makeTemporaryDir();
    const project = join(privateDataDir, 'project');
    mkdirSync(project);
    const task = (more: object): string => JSON.stringify([{ hosts: 'localhost', gather_facts: false, tasks: [more] }]);
    writeFileSync(join(project, 'set.yml'), task({ 'ansible.builtin.set_fact': { city: 'Rome', deep: { a: [1, 'x'] }, cacheable: true } }));
    writeFileSync(join(project, 'get.yml'), task({ 'ansible.builtin.debug': { msg: 'city={{ ansible_facts.city }}' } }));
    const first = await run({ privateDataDir, playbook: 'set.yml', ident: 'first', factCache: '../facts' });
    assert.equal(first.status, 'successful', await first.run.stdout());
    assert.deepEqual(await first.run.getFactCache('localhost'), { city: 'Rome', deep: { a: [1, 'x'] } });
    const facts = join(privateDataDir, 'artifacts/facts');
    for (const name of readdirSync(facts)) assert.equal(statSync(join(facts, name)).mode & 0o777, 0o600, name);
    await first.run.setFactCache('localhost', { city: 'Oslo' });
    const envvars = { ANSIBLE_CACHE_PLUGIN_TIMEOUT: 0, ANSIBLE_GATHERING: 'smart' };
    const second = await run({ privateDataDir, playbook: 'get.yml', ident: 'second', factCache: '../facts', envvars });
    assert.match(await second.run.stdout(), /city=Oslo/);
  });
});
