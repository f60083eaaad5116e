import { checkChoice } from '../config/check-options.js';
import { CallboardError } from '../errors.js';
import type { QueryOptions } from './command-options.js';
import { type Answer, type Query, startQuery } from './query.js';
import { pass, type QueryDefinition } from './query-definition.js';

/** The options of `getAnsibleConfig()` and `startAnsibleConfig()`. */
export interface AnsibleConfigOptions extends QueryOptions {
  /** `list`: every setting there is, as YAML; `dump`: their values and origins, a line each; `view`: the file itself. */
  action: 'list' | 'dump' | 'view';
  /** @defaultValue the one that Ansible finds from `hostCwd` */
  configFile?: string | undefined;
  /** With `dump`: only what differs from the default. */
  onlyChanged?: boolean | undefined;
}

const actions: readonly AnsibleConfigOptions['action'][] = ['list', 'dump', 'view'];

const definition: QueryDefinition<AnsibleConfigOptions> = {
  program: 'ansible-config',
  about: { type: 'AnsibleConfigOptions', least: 'action' },
  kinds: { action: ['string'], configFile: ['string'], onlyChanged: ['boolean'] },
  check: ({ action, onlyChanged }) => {
    if (!action) throw new CallboardError('ERR_OPTION_MISSING', 'The option `action` is missing: list, dump or view?');
    checkChoice('action', action, actions);
    if (action === 'dump' || !onlyChanged) return;
    throw new CallboardError('ERR_OPTION_CONFLICT', "`onlyChanged` is for `action: 'dump'`. Leave it out.");
  },
  listWords: ({ action, configFile, onlyChanged }) => [
    action,
    ...pass('-c', configFile),
    ...(onlyChanged ? ['--only-changed'] : []),
  ],
  isJson: () => false,
};

/** Ansible's configuration, as text. Throws CommandError where `ansible-config` fails. */
export async function getAnsibleConfig(options: AnsibleConfigOptions): Promise<Answer<string>> {
  return await (await startAnsibleConfig(options)).result;
}

/** As `getAnsibleConfig()`, with a handle. */
export async function startAnsibleConfig(options: AnsibleConfigOptions): Promise<Query<string>> {
  return await startQuery(definition, options);
}
