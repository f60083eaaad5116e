import type { JsonObject } from '@callboard/contract';
import type { Kinds } from '../config/check-options.js';
import { CallboardError } from '../errors.js';
import type { QueryOptions } from './command-options.js';
import { type Answer, type Query, startQuery } from './query.js';
import { type Own, pass, type QueryDefinition } from './query-definition.js';

/** The options of `getRoleList()` and `startRoleList()`. */
export interface RoleListOptions extends QueryOptions {
  /** Roles of this collection only, by its full name. */
  collection?: string | undefined;
  /** Where roles beside a playbook are looked for. */
  playbookDir?: string | undefined;
}

/** The options of `getRoleArgspec()` and `startRoleArgspec()`. */
export interface RoleArgspecOptions extends RoleListOptions {
  /** The role, in full or, with `collection`, its short name. */
  role: string;
}

/** A role that says which arguments it takes. Which other members there are depends on Ansible's version. */
export interface RoleSummary {
  readonly collection?: string;
  /** Short descriptions by entry point. */
  readonly entry_points: Readonly<Record<string, string>>;
  readonly [more: string]: unknown;
}

/** A role's arguments, by entry point (`main`). */
export interface RoleArgspec {
  readonly path: string;
  readonly collection?: string;
  readonly entry_points: Readonly<Record<string, JsonObject>>;
  readonly [more: string]: unknown;
}

/** By the role's name; only those with an argument specification. */
export type RoleList = Readonly<Record<string, RoleSummary>>;
/** By the role's name; empty where there is no such role. */
export type RoleArgspecs = Readonly<Record<string, RoleArgspec>>;

const kinds: Kinds<Own<RoleListOptions>> = { collection: ['string'], playbookDir: ['string'] };

const list: QueryDefinition<RoleListOptions> = {
  program: 'ansible-doc',
  about: { type: 'RoleListOptions', least: 'playbookDir' },
  kinds,
  listWords: ({ collection, playbookDir }) => [
    '-t',
    'role',
    '-l',
    '-j',
    ...pass('--playbook-dir', playbookDir),
    ...(collection ? [collection] : []),
  ],
  isJson: () => true,
};

const argspec: QueryDefinition<RoleArgspecOptions> = {
  program: 'ansible-doc',
  about: { type: 'RoleArgspecOptions', least: 'role' },
  kinds: { ...kinds, role: ['string'] },
  check: ({ role }) => {
    if (!role) throw new CallboardError('ERR_OPTION_MISSING', 'The option `role` is missing: which role?');
  },
  listWords: ({ role, collection, playbookDir }) => [
    '-t',
    'role',
    '-j',
    ...pass('--playbook-dir', playbookDir),
    collection ? `${collection}.${role}` : role,
  ],
  isJson: () => true,
};

/** The roles that there are, and what they are for. Throws CommandError where `ansible-doc` fails. */
export async function getRoleList(options: RoleListOptions = {}): Promise<Answer<RoleList>> {
  return await (await startRoleList(options)).result;
}

/** As `getRoleList()`, with a handle. */
export async function startRoleList(options: RoleListOptions = {}): Promise<Query<RoleList>> {
  return await startQuery(list, options);
}

/** The arguments that a role takes. Throws CommandError where `ansible-doc` fails. */
export async function getRoleArgspec(options: RoleArgspecOptions): Promise<Answer<RoleArgspecs>> {
  return await (await startRoleArgspec(options)).result;
}

/** As `getRoleArgspec()`, with a handle. */
export async function startRoleArgspec(options: RoleArgspecOptions): Promise<Query<RoleArgspecs>> {
  return await startQuery(argspec, options);
}
