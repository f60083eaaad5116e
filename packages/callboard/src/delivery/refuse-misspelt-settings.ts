import { settingNames, slip } from '../config/check-setting-names.js';
import { findNearest } from '../config/find-nearest.js';
import { CallboardError } from '../errors.js';
import { isSet, type SettingsSources } from './resolve-settings.js';

/** What can be set of an installed plugin, in `env/settings` and in the environment. */
export interface PluginSlots {
  readonly packageName: string;
  readonly slots: readonly Slot[];
}

interface Slot {
  readonly name: string;
  /** Undefined where the environment cannot set it. */
  readonly variable: string | undefined;
}

/** A name needs so many letters for each that may be wrong: `uri` is not meant to be `url`. */
const lettersPerSlip = 4;

/**
 * Throws ERR_PLUGIN_SETTING where a setting or an environment variable is nearly one of an installed plugin's that is
 * nowhere set: the plugin would go without it, or stay idle, and not say a word.
 */
export function refuseMisspeltSettings(plugins: readonly PluginSlots[], sources: SettingsSources): void {
  const known = plugins.flatMap(({ slots }) => slots);
  const unset = plugins.map(({ packageName, slots }) => ({
    packageName,
    slots: slots.filter(({ name, variable }) => !isSet(name, variable, sources)),
  }));
  const { settings, env } = sources;
  refuseNearMisses('setting', listOthers(settings, [...settingNames, ...listNames(known)]), unset, listNames);
  refuseNearMisses('environment variable', listOthers(env, listVariables(known)), unset, listVariables);
}

function listOthers(given: Readonly<Record<string, unknown>>, known: readonly string[]): string[] {
  const names = new Set(known);
  return Object.keys(given).filter((name) => !names.has(name));
}

function listNames(slots: readonly Slot[]): string[] {
  return slots.map(({ name }) => name);
}

function listVariables(slots: readonly Slot[]): string[] {
  return slots.flatMap(({ variable }) => variable ?? []);
}

function refuseNearMisses(
  kind: string,
  given: readonly string[],
  unset: readonly PluginSlots[],
  list: (slots: readonly Slot[]) => string[],
): void {
  for (const { packageName, slots } of unset) {
    const names = list(slots);
    for (const name of given) {
      const letters = Math.min(slip, Math.floor(name.length / lettersPerSlip));
      const meant = findNearest(name, names, letters);
      if (meant === undefined) continue;
      const message = `There is no ${kind} \`${name}\`. Did you mean \`${meant}\`, of the plugin ${packageName}?`;
      throw new CallboardError('ERR_PLUGIN_SETTING', message);
    }
  }
}
