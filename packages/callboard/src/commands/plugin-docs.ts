import type { JsonObject, JsonValue } from '@callboard/contract';
import { checkChoice, type Kinds } from '../config/check-options.js';
import { CallboardError } from '../errors.js';
import type { QueryOptions } from './command-options.js';
import { type Answer, type Query, startQuery } from './query.js';
import { type Own, pass, type QueryDefinition } from './query-definition.js';

/** Parsed JSON, or the text that people read. */
export type DocFormat = 'json' | 'human';

interface PluginOptions<Format extends DocFormat> extends QueryOptions {
  /** `module`, `callback`, `lookup`, `inventory`, … Ansible refuses those it doesn't know. @defaultValue 'module' */
  pluginType?: string | undefined;
  /** Parsed JSON, or text to read. @defaultValue 'json' */
  responseFormat?: Format | undefined;
  /** Where plugins beside a playbook are looked for. */
  playbookDir?: string | undefined;
  /** More directories of modules. */
  modulePath?: string | readonly string[] | undefined;
}

/** The options of `getPluginDocs()` and `startPluginDocs()`. */
export interface PluginDocsOptions<Format extends DocFormat = DocFormat> extends PluginOptions<Format> {
  /** Names of plugins, in full or short. */
  pluginNames: readonly string[];
  /** A snippet for a playbook instead: needs the format `human`. */
  snippet?: boolean | undefined;
}

/** The options of `getPluginList()` and `startPluginList()`. */
export interface PluginListOptions<Format extends DocFormat = DocFormat> extends PluginOptions<Format> {
  /** Each plugin's file instead of its short description. */
  listFiles?: boolean | undefined;
}

/** What a plugin says of itself, as `ansible-doc --json` writes it. */
export interface PluginDoc {
  readonly doc: JsonObject;
  /** YAML. */
  readonly examples: string | null;
  readonly metadata: JsonValue;
  readonly return: JsonValue;
}

/** By the names that were asked for. Those that are not found are missing, and there is a warning. */
export type PluginDocs = Readonly<Record<string, PluginDoc>>;
/** Short descriptions by full names; files with `listFiles`. */
export type PluginList = Readonly<Record<string, string>>;

type InFormat<Format extends DocFormat, Parsed> = Format extends 'json' ? Parsed : string;

const pluginKinds: Kinds<Own<PluginOptions<DocFormat>>> = {
  pluginType: ['string'],
  responseFormat: ['string'],
  playbookDir: ['string'],
  modulePath: ['string', 'strings'],
};

const docs: QueryDefinition<PluginDocsOptions> = {
  program: 'ansible-doc',
  about: { type: 'PluginDocsOptions', least: 'pluginNames' },
  kinds: { ...pluginKinds, pluginNames: ['strings'], snippet: ['boolean'] },
  check: (options) => {
    checkFormat(options);
    if (!options.pluginNames?.length) {
      throw new CallboardError('ERR_OPTION_MISSING', 'The option `pluginNames` is missing: which plugins?');
    }
    if (options.snippet && isJson(options)) {
      throw new CallboardError('ERR_OPTION_CONFLICT', "A snippet is text: give `responseFormat: 'human'`, too.");
    }
  },
  listWords: (options) => [...(options.snippet ? ['-s'] : []), ...listPluginWords(options), ...options.pluginNames],
  isJson,
};

const list: QueryDefinition<PluginListOptions> = {
  program: 'ansible-doc',
  about: { type: 'PluginListOptions', least: 'pluginType' },
  kinds: { ...pluginKinds, listFiles: ['boolean'] },
  check: checkFormat,
  listWords: (options) => [options.listFiles ? '-F' : '-l', ...listPluginWords(options)],
  isJson,
};

function checkFormat({ responseFormat }: PluginOptions<DocFormat>): void {
  checkChoice('responseFormat', responseFormat, ['json', 'human']);
}

function isJson({ responseFormat = 'json' }: PluginOptions<DocFormat>): boolean {
  return responseFormat === 'json';
}

function listPluginWords(options: PluginOptions<DocFormat>): string[] {
  const { pluginType, playbookDir, modulePath } = options;
  const modules = typeof modulePath === 'string' ? modulePath : modulePath?.join(':');
  return [
    ...(isJson(options) ? ['-j'] : []),
    ...pass('-t', pluginType),
    ...pass('--playbook-dir', playbookDir),
    ...pass('-M', modules),
  ];
}

/** The documentation of plugins. Throws CommandError where `ansible-doc` fails. */
export async function getPluginDocs<Format extends DocFormat = 'json'>(
  options: PluginDocsOptions<Format>,
): Promise<Answer<InFormat<Format, PluginDocs>>> {
  return await (await startPluginDocs(options)).result;
}

/** As `getPluginDocs()`, with a handle. */
export async function startPluginDocs<Format extends DocFormat = 'json'>(
  options: PluginDocsOptions<Format>,
): Promise<Query<InFormat<Format, PluginDocs>>> {
  return await startQuery(docs, options);
}

/** The plugins that there are, of one type. Throws CommandError where `ansible-doc` fails. */
export async function getPluginList<Format extends DocFormat = 'json'>(
  options: PluginListOptions<Format> = {},
): Promise<Answer<InFormat<Format, PluginList>>> {
  return await (await startPluginList(options)).result;
}

/** As `getPluginList()`, with a handle. */
export async function startPluginList<Format extends DocFormat = 'json'>(
  options: PluginListOptions<Format> = {},
): Promise<Query<InFormat<Format, PluginList>>> {
  return await startQuery(list, options);
}
