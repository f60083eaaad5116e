import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../run/helpers.js';

/** Where commands keep what nobody wanted to keep: all of it is ours to look at. */
const scratch = makeDirectory();
process.env['TMPDIR'] = scratch;

/** What commands have left there. */
export function listScratch(): string[] {
  return readdirSync(scratch).filter((name) => name.startsWith('callboard-command-'));
}

const argumentSpecs = {
  argument_specs: {
    main: {
      short_description: 'Serves something',
      options: { port: { type: 'int', required: true, description: 'Where it listens' } },
    },
  },
};

/** A project with inventories, a playbook, a role beside it, and a collection with another one. */
export function makeProject(): string {
  const collection = 'collections/ansible_collections/demo/tools';
  return makeDirectory({
    'site.yml': [
      {
        hosts: 'all',
        gather_facts: false,
        tasks: [{ name: 'say', 'ansible.builtin.debug': { msg: '{{ inventory_hostname }} {{ colour }}' } }],
      },
    ],
    'hosts.ini': '[web]\nalpha\n\n[web:vars]\ncolour=blue\n\n[all:vars]\nansible_connection=local\n',
    'more.yml': { shops: { hosts: { beta: { colour: 'red', size: 7 } } } },
    'ansible.cfg': '[defaults]\nforks = 7\n',
    'roles/serve/meta/argument_specs.yml': argumentSpecs,
    [`${collection}/roles/sell/meta/argument_specs.yml`]: argumentSpecs,
    [`${collection}/galaxy.yml`]: { namespace: 'demo', name: 'tools', version: '1.0.0', readme: 'x', authors: ['x'] },
    [`${collection}/plugins/modules/weigh.py`]: weigh,
  });
}

export function findCollections(project: string): string {
  return join(project, 'collections');
}

const weigh = `
DOCUMENTATION = '''
module: weigh
short_description: Weighs a thing
description: [It weighs.]
options: {thing: {type: str, description: What to weigh}}
author: [somebody]
'''
EXAMPLES = '- demo.tools.weigh: {thing: salt}'
RETURN = ''
`;
