import type { Kinds } from '../config/check-options.js';
import type { QueryOptions } from './command-options.js';

/** Options that are the question's own. */
export type Own<Options extends QueryOptions> = Omit<Options, keyof QueryOptions>;

/** A question to one of Ansible's commands. */
export interface QueryDefinition<Options extends QueryOptions> {
  readonly program: 'ansible-doc' | 'ansible-inventory' | 'ansible-config';
  /** The type of its options, and the one that must be given. */
  readonly about: { readonly type: string; readonly least: string };
  readonly kinds: Kinds<Own<Options>>;
  /** Throws where options don't fit each other. */
  readonly check?: (options: Options) => void;
  /** The command's arguments. */
  readonly listWords: (options: Options) => string[];
  /** Whether the answer is JSON; else it is text. */
  readonly isJson: (options: Options) => boolean;
}

/** An option and its value, where there is one. */
export function pass(name: string, value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : [name, value];
}
