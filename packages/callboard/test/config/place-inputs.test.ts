import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { placeInventory, placePlaybook } from '#callboard/config/place-inputs.js';
import type { InventoryInput, RunOptions } from '#callboard/config/run-options.js';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

const home = makeTemporaryDir();
const project = join(home, 'project');
const inventory = join(home, 'inventory');
mkdirSync(project);
mkdirSync(inventory);
writeFileSync(join(project, 'p.yml'), '');
writeFileSync(join(inventory, 'hosts'), '');

describe('the playbook', () => {
  const place = (options: Partial<RunOptions>): ReturnType<typeof placePlaybook> =>
    placePlaybook({ privateDataDir: home, ...options }, 'id', project);
  const inline = join(project, '.main-id.json');

  it('is named as it was given, where it is a path', () => {
    assert.deepEqual(place({ playbook: 'p.yml' }), { value: 'p.yml' });
    assert.deepEqual(place({ playbook: join(project, 'p.yml') }), { value: join(project, 'p.yml') });
    assert.deepEqual(place({}), { value: undefined });
  });

  it("is looked for before anything is started, unless it may be a collection's", () => {
    assert.throws(() => place({ playbook: 'no.yml' }), { code: 'ERR_PLAYBOOK_NOT_FOUND', message: /no\.yml/ });
    assert.deepEqual(place({ playbook: 'ns.name.play' }), { value: 'ns.name.play' });
  });

  it("is a file of the run's own in the project directory, where it was given as a play or a list of plays", () => {
    const play = { hosts: 'all', tasks: [] };
    for (const playbook of [play, [play]]) {
      assert.deepEqual(place({ playbook }), { value: inline, file: { path: inline, content: JSON.stringify([play]) } });
    }
  });

  it('is a play of one role, where a role was given', () => {
    const { file } = place({ role: 'r', roleVars: { a: 1 }, roleSkipFacts: true, hosts: 'web' });
    assert.deepEqual(JSON.parse(file?.content ?? ''), [
      { hosts: 'web', gather_facts: false, roles: [{ name: 'r', vars: { a: 1 } }] },
    ]);
    assert.deepEqual(JSON.parse(place({ role: 'r' }).file?.content ?? ''), [{ hosts: 'all', roles: [{ name: 'r' }] }]);
  });
});

describe('the inventory', () => {
  const place = (given: InventoryInput | undefined): ReturnType<typeof placeInventory> =>
    placeInventory(given, 'id', home);

  it('is the directory of that name, if there is one', () => {
    assert.deepEqual(place(undefined), { value: [inventory] });
    assert.deepEqual(placeInventory(undefined, 'id', join(home, 'nowhere')), { value: [] });
  });

  it('is a path, in the inventory directory before elsewhere, or a list of hosts, or several', () => {
    assert.deepEqual(place('hosts'), { value: [join(inventory, 'hosts')] });
    assert.deepEqual(place(project), { value: [project] });
    assert.deepEqual(place('a,b,'), { value: ['a,b,'] });
    assert.deepEqual(place(['x', 'hosts', project, 'y,']), { value: ['x', join(inventory, 'hosts'), project, 'y,'] });
  });

  it('is refused where it is a path to nothing', () => {
    for (const given of ['/no/such/hosts', 'staging.ini', 'envs/prod.yml', ['hosts', './no/such/hosts']]) {
      assert.throws(() => place(given), {
        code: 'ERR_INPUT_FILE',
        message: /There is no inventory .*Correct the path/,
      });
    }
    assert.ok(place('web1.example.org').file);
  });

  it("is a file of the run's own, where it was given as text or as an object: nobody's is overwritten", () => {
    const text = '[web]\na ansible_host=1.2.3.4\n';
    const asText = join(inventory, '.hosts-id');
    assert.deepEqual(place(text), { value: [asText], file: { path: asText, content: text } });
    assert.deepEqual(place('justahost'), { value: [asText], file: { path: asText, content: 'justahost' } });
    const json = '{"all":{"hosts":{"a":{"p":"/x"},"b":{}}}}';
    assert.equal(place(json).file?.content, json);
    const asJson = join(inventory, '.hosts-id.json');
    assert.deepEqual(place({ all: {} }), { value: [asJson], file: { path: asJson, content: '{"all":{}}' } });
  });
});
