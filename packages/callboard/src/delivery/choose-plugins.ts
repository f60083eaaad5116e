import { findNearest } from '../config/find-nearest.js';
import { CallboardError } from '../errors.js';
import { type FoundPlugin, findPlugins } from './find-plugins.js';
import { type LoadedPlugin, loadPlugin } from './load-plugin.js';
import { type PluginChoice, type PluginOptions, readPluginChoice } from './plugin-options.js';
import { type PluginSlots, refuseMisspeltSettings } from './refuse-misspelt-settings.js';
import { listUnset, nameVariable, resolveSettings, type SettingsSources } from './resolve-settings.js';

/** A plugin that will serve the run, with everything it needs. */
export type ReadyPlugin = LoadedPlugin & {
  readonly options: PluginOptions;
  readonly values: Readonly<Record<string, unknown>>;
  /** Values of its secret settings: they are masked wherever they turn up. */
  readonly secrets: readonly string[];
};

/** What was found, and what became of it. */
export interface PluginReport {
  readonly found: FoundPlugin;
  readonly plugin: LoadedPlugin | undefined;
  readonly ready: ReadyPlugin | undefined;
  /** Why it doesn't serve: not chosen, not configured, broken. */
  readonly idle: string | undefined;
  readonly error: CallboardError | undefined;
}

/**
 * The plugins that serve a run, in order. Throws where one is broken, wrongly set, or chosen but not there. Where nobody
 * chose any, those that would be idle anyway are not even loaded.
 */
export async function choosePlugins(sources: SettingsSources, from?: string): Promise<ReadyPlugin[]> {
  const isChosen = (sources.settings['plugins'] ?? undefined) !== undefined;
  const found = findPlugins(from);
  const wanted = isChosen ? found : found.filter((plugin) => listUnset(plugin.required, sources).length === 0);
  const reports = await reportAll(wanted, sources);
  refuseMisspeltSettings(describeSlots(found, reports), sources);
  for (const { error } of reports) if (error) throw error;
  return reports.flatMap(({ ready }) => ready ?? []);
}

/** Every plugin that is installed, in the order of the choice, and whether it serves. */
export async function reportPlugins(sources: SettingsSources, from?: string): Promise<PluginReport[]> {
  const found = findPlugins(from);
  const reports = await reportAll(found, sources);
  refuseMisspeltSettings(describeSlots(found, reports), sources);
  return reports;
}

async function reportAll(found: readonly FoundPlugin[], sources: SettingsSources): Promise<PluginReport[]> {
  const choice = readPluginChoice(sources.settings);
  const reports = await Promise.all(found.map((plugin) => reportPlugin(plugin, sources, choice)));
  for (const name of [...choice.given, ...choice.off])
    if (!reports.some((entry) => isNamed(entry, name))) refuseMisspelt(name, reports);
  const { only } = choice;
  if (!only) return reports;
  for (const name of only) if (!reports.some((entry) => isNamed(entry, name))) throw notInstalled(name, reports);
  const rank = (entry: PluginReport): number => only.findIndex((name) => isNamed(entry, name)) + 1 || Infinity;
  return reports.sort((a, b) => rank(a) - rank(b));
}

/** Loads one plugin, and says whether it would serve. */
export async function reportPlugin(
  found: FoundPlugin,
  sources: SettingsSources,
  choice: PluginChoice = readPluginChoice(sources.settings),
): Promise<PluginReport> {
  const base: PluginReport = { found, plugin: undefined, ready: undefined, idle: undefined, error: undefined };
  try {
    const plugin = await loadPlugin(found);
    const names = [plugin.name, found.packageName];
    if (names.some((name) => choice.off.has(name))) return { ...base, plugin, idle: 'switched off in env/settings' };
    if (choice.only && !names.some((name) => choice.only?.includes(name))) {
      return { ...base, plugin, idle: 'not chosen by `plugins` in env/settings' };
    }
    const options = choice.optionsOf(plugin.name, found.packageName);
    const settings = resolveSettings(plugin.name, plugin.schema, sources);
    if (!settings.configured) {
      return { ...base, plugin, idle: `not configured: ${settings.missing.join(', ')} is missing` };
    }
    return { ...base, plugin, ready: { ...plugin, options, values: settings.values, secrets: settings.secrets } };
  } catch (thrown) {
    if (!(thrown instanceof CallboardError)) throw thrown;
    return { ...base, error: thrown, idle: thrown.message };
  }
}

/** By its own name or its package's. */
export function isNamed({ found, plugin }: PluginReport, name: string): boolean {
  return found.packageName === name || plugin?.name === name;
}

/** Options may be for a plugin that is installed elsewhere, as settings travel; hardly so where the name is nearly one of here. */
function refuseMisspelt(name: string, reports: readonly PluginReport[]): void {
  if (findNearest(name, listNames(reports))) throw notInstalled(name, reports);
}

/** Of plugins that were not loaded those settings are known that they wait for. */
function describeSlots(found: readonly FoundPlugin[], reports: readonly PluginReport[]): PluginSlots[] {
  return found.map((package_) => {
    const schema = reports.find((report) => report.found === package_)?.plugin?.schema ?? {};
    const names = [...package_.required, ...Object.keys(schema)];
    return {
      packageName: package_.packageName,
      slots: names.map((name) => ({ name, variable: nameVariable(name, schema[name] ?? {}) })),
    };
  });
}

function listNames(reports: readonly PluginReport[]): string[] {
  return reports.map(({ found, plugin }) => plugin?.name ?? found.packageName);
}

function notInstalled(name: string, reports: readonly PluginReport[]): CallboardError {
  const nearest = findNearest(name, listNames(reports));
  const hint = nearest ? `Did you mean \`${nearest}\`?` : 'Install its package as a dependency of the project.';
  return new CallboardError('ERR_PLUGIN_NOT_FOUND', `\`plugins\` names ${name}, which is not installed. ${hint}`);
}
