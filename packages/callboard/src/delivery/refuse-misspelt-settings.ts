import { settingNames, slip } from '../config/check-setting-names.js';
import { findNearest } from '../config/find-nearest.js';
import { CallboardError } from '../errors.js';
import { isEmpty, type SettingsSources } from './resolve-settings.js';

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
export function refuseMisspeltSettings(plugins: readonly PluginSlots[], { settings, env }: SettingsSources): void {
  const isSet = ({ name, variable }: Slot): boolean =>
    !isEmpty(settings[name]) || (variable !== undefined && !isEmpty(env[variable]));
  refuseNearMisses('setting', Object.keys(settings), plugins, ({ name }) => name, isSet);
  refuseNearMisses('environment variable', Object.keys(env), plugins, ({ variable }) => variable, isSet);
}

function refuseNearMisses(
  kind: string,
  given: readonly string[],
  plugins: readonly PluginSlots[],
  nameOf: (slot: Slot) => string | undefined,
  isSet: (slot: Slot) => boolean,
): void {
  const listNames = (slots: readonly Slot[]): string[] => slots.flatMap((slot) => nameOf(slot) ?? []);
  const known = new Set([...settingNames, ...plugins.flatMap(({ slots }) => listNames(slots))]);
  for (const name of given.filter((word) => !known.has(word))) {
    const letters = Math.min(slip, Math.floor(name.length / lettersPerSlip));
    for (const { packageName, slots } of plugins) {
      const unset = listNames(slots.filter((slot) => !isSet(slot)));
      const meant = findNearest(name, unset, letters);
      if (meant === undefined) continue;
      const message = `There is no ${kind} \`${name}\`. Did you mean \`${meant}\`, of the plugin ${packageName}?`;
      throw new CallboardError('ERR_PLUGIN_SETTING', message);
    }
  }
}
