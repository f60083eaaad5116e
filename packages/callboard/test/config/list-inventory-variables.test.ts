import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listInventoryVariables } from '#callboard/config/list-inventory-variables.js';
import { placeInventory } from '#callboard/config/place-inputs.js';
import type { InventoryInput } from '#callboard/config/run-options.js';

async function list(inventory: InventoryInput | undefined): Promise<unknown[]> {
  return await listInventoryVariables(inventory, placeInventory(inventory, 'run', '/nowhere'));
}

test('the variables of an inventory in YAML, in JSON, and in INI where blanks stand around the sign', async () => {
  const yaml = 'all:\n  hosts:\n    web1:\n      ansible_password: two words\n';
  const parsed = { all: { hosts: { web1: { ansible_password: 'two words' } } } };
  assert.deepEqual(await list(yaml), [parsed]);
  assert.deepEqual(await list(`${JSON.stringify(parsed)}\n`), [parsed]);
  assert.deepEqual(await list(parsed), [parsed]);
  const ini = '[web]\nweb1 ansible_port=22\n[web:vars]\nansible_password = two words\nquoted="a b"\r\n';
  assert.deepEqual(await list(ini), [{ ansible_password: 'two words' }, { quoted: 'a b' }]);
});

test('a path, a list of hosts and no inventory have none; text that is nothing else is no error', async () => {
  assert.deepEqual((await list(undefined)).filter(Boolean), []);
  assert.deepEqual(await list('alpha,beta'), []);
  assert.deepEqual(await list('web1\nweb2: [\n'), []);
});
