import { availableParallelism } from 'node:os';
import { findNearest } from '../config/find-nearest.js';
import { CallboardError } from '../errors.js';

/** What the user says about how a plugin is served: `plugins:` and `delivery:` in `env/settings`. Times in seconds. */
export interface PluginOptions {
  /** Whether its failure is the run's. @defaultValue 'fail' */
  readonly on_plugin_error: 'fail' | 'continue';
  /** How long a handler may take for one event or status. @defaultValue 60 */
  readonly handler_timeout: number;
  /** Records a batch; the plugin's own limit where this is not set. */
  readonly batch_records: number | undefined;
  /** Bytes a batch; the plugin's own limit where this is not set. */
  readonly batch_bytes: number | undefined;
  /** How long a record waits for others to fill a batch; the plugin's own where this is not set. */
  readonly batch_linger: number | undefined;
  /** Batches under way at once. More than one gives up the order. @defaultValue 1 */
  readonly concurrency: number;
  /**
   * Batches a second while the run goes on, so that a flood of them leaves the processors to Ansible; more where the sink
   * would fall behind by more than it can send so in 8 s. 0: as many as there can be.
   * @defaultValue 80 for each processor
   */
  readonly live_pace: number;
  /** How long one attempt may take. @defaultValue 30 */
  readonly attempt_timeout: number;
  /** The first pause before a retry is random up to this; it doubles from retry to retry. @defaultValue 0.5 */
  readonly retry_initial: number;
  /** No pause is longer, unless the other system asks for it. @defaultValue 30 */
  readonly retry_max: number;
  /** Failed attempts in a row after which nothing is sent for `breaker_pause`. @defaultValue 10 */
  readonly breaker_failures: number;
  /** How long nothing is sent then. @defaultValue 15 */
  readonly breaker_pause: number;
  /** How long the end of a run waits for what is still owed. @defaultValue 10 */
  readonly drain_timeout: number;
  /**
   * During a run, deliver what is owed of earlier runs in the same artifact directory, as `live_pace` leaves room.
   * @defaultValue false
   */
  readonly deliver_owed: boolean;
  /** Which records are sent. @defaultValue all */
  readonly filter: RecordFilter;
  /** Members left out of what is sent, e.g. `event_data.res`. */
  readonly omit: readonly string[];
}

/** Which records are sent. What is not given doesn't restrict. `*` in names stands for anything. */
export interface RecordFilter {
  /** `status`, `event`. */
  readonly kinds: readonly string[] | undefined;
  /** Names of events. */
  readonly events: readonly string[] | undefined;
  /** Names of hosts. */
  readonly hosts: readonly string[] | undefined;
  /** Names of tasks. */
  readonly tasks: readonly string[] | undefined;
  /** Only failed results and unreachable hosts; statuses are sent all the same. */
  readonly failed_only: boolean;
}

/** The order and choice of plugins. */
export interface PluginChoice {
  /** Names, in order; undefined means all that are found. */
  readonly only: readonly string[] | undefined;
  /** Those that are given options. */
  readonly given: readonly string[];
  readonly off: ReadonlySet<string>;
  optionsOf(name: string, packageName: string): PluginOptions;
}

type Given = Readonly<Record<string, unknown>>;

/** What may be given of them, in the option `settings` as in `env/settings`. */
export type GivenPluginOptions = {
  readonly [Name in Exclude<keyof PluginOptions, 'filter'>]?: PluginOptions[Name] | undefined;
} & { readonly filter?: Partial<RecordFilter> | undefined };

/** Reads `plugins` (a list that chooses and orders, or a map of options) and `delivery` (options for all). */
export function readPluginChoice(settings: Given): PluginChoice {
  const common = asMap('delivery', settings['delivery'] ?? {});
  // Also where no plugin serves that would have them.
  readOptions('delivery', common);
  const given = new Map<string, Given>();
  const off = new Set<string>();
  const plugins = settings['plugins'];
  const only = Array.isArray(plugins) ? plugins.map((item) => readListed(item, given)) : undefined;
  if (plugins !== undefined && plugins !== null && !only) {
    for (const [name, value] of Object.entries(asMap('plugins', plugins))) {
      if (value === false) off.add(name);
      else given.set(name, asMap(`plugins.${name}`, value ?? {}));
    }
  }
  const optionsOf = (name: string, packageName: string): PluginOptions =>
    readOptions(name, { ...common, ...given.get(packageName), ...given.get(name) });
  return { only, given: [...given.keys()], off, optionsOf };
}

function readListed(item: unknown, given: Map<string, Given>): string {
  if (typeof item === 'string') return item;
  const { name, ...options } = asMap('plugins', item);
  if (typeof name !== 'string') throw wrong('plugins', 'a list of names, or of maps that have a `name`');
  given.set(name, options);
  return name;
}

const names: readonly (keyof PluginOptions)[] = [
  'on_plugin_error',
  'handler_timeout',
  'batch_records',
  'batch_bytes',
  'batch_linger',
  'concurrency',
  'live_pace',
  'attempt_timeout',
  'retry_initial',
  'retry_max',
  'breaker_failures',
  'breaker_pause',
  'drain_timeout',
  'deliver_owed',
  'filter',
  'omit',
];

/** One plugin's options, or those of all (`delivery`), defaults filled in. Throws ERR_PLUGIN_SETTING. */
export function readOptions(plugin: string, given: Given): PluginOptions {
  for (const name of Object.keys(given)) {
    if ((names as readonly string[]).includes(name)) continue;
    const nearest = findNearest(name, names);
    const hint = nearest ? `Did you mean \`${nearest}\`?` : 'Leave it out.';
    throw new CallboardError('ERR_PLUGIN_SETTING', `There is no option \`${plugin}.${name}\` of a plugin. ${hint}`);
  }
  const number = (name: keyof PluginOptions, least: number): number | undefined => {
    const value = given[name] ?? undefined;
    if (value === undefined || (typeof value === 'number' && value >= least)) return value;
    throw wrong(`${plugin}.${name}`, `a number, ${least} or more`);
  };
  return {
    on_plugin_error: readPolicy(plugin, given['on_plugin_error']),
    handler_timeout: number('handler_timeout', 0.001) ?? 60,
    batch_records: number('batch_records', 1),
    batch_bytes: number('batch_bytes', 1),
    batch_linger: number('batch_linger', 0),
    concurrency: number('concurrency', 1) ?? 1,
    live_pace: number('live_pace', 0) ?? 80 * availableParallelism(),
    attempt_timeout: number('attempt_timeout', 0.001) ?? 30,
    retry_initial: number('retry_initial', 0) ?? 0.5,
    retry_max: number('retry_max', 0) ?? 30,
    breaker_failures: number('breaker_failures', 1) ?? 10,
    breaker_pause: number('breaker_pause', 0) ?? 15,
    drain_timeout: number('drain_timeout', 0) ?? 10,
    deliver_owed: given['deliver_owed'] === true,
    filter: readFilter(plugin, asMap(`${plugin}.filter`, given['filter'] ?? {})),
    omit: readTexts(`${plugin}.omit`, given['omit']) ?? [],
  };
}

function readFilter(plugin: string, given: Given): RecordFilter {
  const texts = (name: string): readonly string[] | undefined => readTexts(`${plugin}.filter.${name}`, given[name]);
  for (const name of Object.keys(given)) {
    if (!['kinds', 'events', 'hosts', 'tasks', 'failed_only'].includes(name)) {
      throw wrong(`${plugin}.filter.${name}`, 'left out: filters are kinds, events, hosts, tasks and failed_only');
    }
  }
  return {
    kinds: texts('kinds'),
    events: texts('events'),
    hosts: texts('hosts'),
    tasks: texts('tasks'),
    failed_only: given['failed_only'] === true,
  };
}

function readPolicy(plugin: string, value: unknown): PluginOptions['on_plugin_error'] {
  if (value === undefined || value === 'fail' || value === 'continue') return value ?? 'fail';
  throw wrong(`${plugin}.on_plugin_error`, '`fail` or `continue`');
}

function readTexts(name: string, value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = typeof value === 'string' ? [value] : value;
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
  throw wrong(name, 'a list of strings');
}

function asMap(name: string, value: unknown): Given {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Given;
  throw wrong(name, 'a map');
}

function wrong(name: string, expected: string): CallboardError {
  return new CallboardError('ERR_PLUGIN_SETTING', `The setting \`${name}\` must be ${expected}.`);
}
