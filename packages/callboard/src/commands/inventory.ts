import type { JsonObject } from '@callboard/contract';
import { checkChoice } from '../config/check-options.js';
import { CallboardError } from '../errors.js';
import type { QueryOptions } from './command-options.js';
import { type Answer, type Query, startQuery } from './query.js';
import { pass, type QueryDefinition } from './query-definition.js';

/** What of the inventory is asked for: as `ansible-inventory --graph`, `--host` and `--list`. */
export type InventoryAction = 'graph' | 'host' | 'list';
/** How the answer is written. */
export type InventoryFormat = 'json' | 'yaml' | 'toml';

/** The options of `getInventory()` and `startInventory()`. */
export interface InventoryOptions<
  Action extends InventoryAction = InventoryAction,
  Format extends InventoryFormat = InventoryFormat,
  File extends string | undefined = string | undefined,
> extends QueryOptions {
  /** `list`: groups, hosts and their variables; `host`: the variables of one; `graph`: a drawing of the groups. */
  action: Action;
  /** Paths, or lists of hosts that end with a comma. */
  inventories: readonly string[];
  /** Parsed JSON, or text. A graph is always text. @defaultValue 'json' */
  responseFormat?: Format | undefined;
  /** With `host`: which one. */
  host?: string | undefined;
  /** Where `group_vars/` and `host_vars/` beside a playbook are looked for. */
  playbookDir?: string | undefined;
  /** `label@file`, or `label@prompt` with `runnerMode: 'pexpect'` and `passwords`. */
  vaultIds?: string | readonly string[] | undefined;
  vaultPasswordFile?: string | undefined;
  /** Where Ansible writes the answer: the response is then an empty text. */
  outputFile?: File;
  /** Variables of groups stay with the groups. */
  export?: boolean | undefined;
}

/** A group in `--list`. */
export interface InventoryGroup {
  readonly hosts?: readonly string[];
  readonly children?: readonly string[];
  readonly vars?: JsonObject;
}

/** What `ansible-inventory --list` gives: groups by their names, and the hosts' variables. */
export type InventoryList = Readonly<Record<string, InventoryGroup>> & {
  readonly _meta: { readonly hostvars: Readonly<Record<string, JsonObject>> };
};

/** By action and format; an empty text where a file gets it. */
export type InventoryResponse<Action extends InventoryAction, Format extends InventoryFormat, File = undefined> =
  | (File extends string ? string : never)
  | (Format extends 'json' ? (File extends string ? never : Parsed[Action]) : string);

interface Parsed {
  readonly list: InventoryList;
  readonly host: JsonObject;
  readonly graph: string;
}

const actions: readonly InventoryAction[] = ['graph', 'host', 'list'];
const formats: readonly InventoryFormat[] = ['json', 'yaml', 'toml'];

const definition: QueryDefinition<InventoryOptions> = {
  program: 'ansible-inventory',
  about: { type: 'InventoryOptions', least: 'action, inventories' },
  kinds: {
    action: ['string'],
    inventories: ['strings'],
    responseFormat: ['string'],
    host: ['string'],
    playbookDir: ['string'],
    vaultIds: ['string', 'strings'],
    vaultPasswordFile: ['string'],
    outputFile: ['string'],
    export: ['boolean'],
  },
  check: checkInventory,
  listWords: (options) => [
    `--${options.action}`,
    ...(options.action === 'host' && options.host ? [options.host] : []),
    ...options.inventories.flatMap((inventory) => ['-i', inventory]),
    ...(['yaml', 'toml'].includes(options.responseFormat ?? '') ? [`--${options.responseFormat}`] : []),
    ...pass('--playbook-dir', options.playbookDir),
    ...listVaultIds(options.vaultIds).flatMap((id) => ['--vault-id', id]),
    ...pass('--vault-password-file', options.vaultPasswordFile),
    ...pass('--output', options.outputFile),
    ...(options.export ? ['--export'] : []),
  ],
  isJson: ({ action, responseFormat = 'json', outputFile }) =>
    action !== 'graph' && responseFormat === 'json' && !outputFile,
};

function checkInventory({ action, inventories, responseFormat, host }: InventoryOptions): void {
  if (!action || !inventories) {
    const missing = action ? '`inventories` is missing: which?' : '`action` is missing: list, host or graph?';
    throw new CallboardError('ERR_OPTION_MISSING', `The option ${missing}`);
  }
  checkChoice('action', action, actions);
  checkChoice('responseFormat', responseFormat, formats);
  if (action === 'host' && !host) {
    throw new CallboardError('ERR_OPTION_MISSING', "The option `host` is missing: `action: 'host'` needs one.");
  }
  if (action === 'graph' && responseFormat !== undefined && responseFormat !== 'json') {
    throw new CallboardError('ERR_OPTION_CONFLICT', 'A graph has one form only. Leave `responseFormat` out.');
  }
}

function listVaultIds(ids: InventoryOptions['vaultIds']): readonly string[] {
  return typeof ids === 'string' ? [ids] : (ids ?? []);
}

/** What is in inventories. Throws CommandError where `ansible-inventory` fails. */
export async function getInventory<
  Action extends InventoryAction,
  Format extends InventoryFormat = 'json',
  File extends string | undefined = undefined,
>(options: InventoryOptions<Action, Format, File>): Promise<Answer<InventoryResponse<Action, Format, File>>> {
  return await (await startInventory(options)).result;
}

/** As `getInventory()`, with a handle. */
export async function startInventory<
  Action extends InventoryAction,
  Format extends InventoryFormat = 'json',
  File extends string | undefined = undefined,
>(options: InventoryOptions<Action, Format, File>): Promise<Query<InventoryResponse<Action, Format, File>>> {
  return await startQuery(definition, options);
}
