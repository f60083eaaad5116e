import type { Setting, SettingsSchema } from '@callboard/contract';
import { CallboardError } from '../errors.js';
import { listHeaderSecrets } from '../redact/list-header-secrets.js';
import { listUrlSecrets } from '../redact/scan-urls.js';

export interface SettingsSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `env/settings`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export type ResolvedSettings =
  | {
      readonly configured: true;
      readonly values: Readonly<Record<string, unknown>>;
      readonly secrets: readonly string[];
    }
  /** A setting that must be there is not: the plugin stays idle. */
  | { readonly configured: false; readonly missing: readonly string[] };

/** A plugin's settings: environment before `env/settings` before defaults. Throws ERR_PLUGIN_SETTING. */
export function resolveSettings(plugin: string, schema: SettingsSchema, sources: SettingsSources): ResolvedSettings {
  const values: Record<string, unknown> = {};
  const missing: string[] = [];
  const secrets: string[] = [];
  for (const [name, setting] of Object.entries(schema)) {
    const value = readSetting(plugin, name, setting, sources);
    if (value !== undefined) values[name] = value;
    else if (setting.required) missing.push(name);
    secrets.push(...listSecrets(setting, value));
  }
  return missing.length > 0 ? { configured: false, missing } : { configured: true, values, secrets };
}

/** The environment variable of a setting, where it has one. */
export function nameVariable(name: string, { env }: Pick<Setting, 'env'>): string | undefined {
  return env === false ? undefined : (env ?? usualVariable(name));
}

/** The environment variable of a setting that doesn't say otherwise. */
export function usualVariable(name: string): string {
  return name.toUpperCase();
}

/** Of settings under their usual names, those that are nowhere set. */
export function listUnset(names: readonly string[], sources: SettingsSources): string[] {
  return names.filter((name) => !isSet(name, usualVariable(name), sources));
}

/** Whether a setting is set anywhere; `variable` is undefined where the environment cannot set it. */
export function isSet(name: string, variable: string | undefined, { env, settings }: SettingsSources): boolean {
  return !isEmpty(settings[name]) || (variable !== undefined && !isEmpty(env[variable]));
}

function isEmpty(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function readSetting(plugin: string, name: string, setting: Setting, { env, settings }: SettingsSources): unknown {
  const variable = nameVariable(name, setting);
  const text = variable === undefined ? undefined : env[variable];
  if (variable !== undefined && !isEmpty(text)) {
    return check(plugin, variable, setting, parseVariable(text, setting));
  }
  const value = settings[name];
  if (isEmpty(value)) return setting.default;
  return check(plugin, name, setting, value);
}

/** A variable is text: numbers and switches are read from it, lists and maps are JSON. */
function parseVariable(text: string, { type }: Setting): unknown {
  if (type === 'string') return text;
  if (type === 'boolean')
    return /^(true|yes|on|1)$/i.test(text) ? true : /^(false|no|off|0)$/i.test(text) ? false : text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const accepts: { readonly [Type in Setting['type']]: (value: unknown) => boolean } = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  any: () => true,
};

function check(plugin: string, name: string, setting: Setting, value: unknown): unknown {
  const choices = setting.enum as readonly unknown[] | undefined;
  if (accepts[setting.type](value) && (choices?.includes(value) ?? true)) return value;
  const wanted = choices ? `one of ${choices.map(String).join(', ')}` : `of type ${setting.type}`;
  // The value is not shown: it may be a secret in the wrong place.
  throw new CallboardError(
    'ERR_PLUGIN_SETTING',
    `The setting \`${name}\` of the plugin ${plugin} must be ${wanted}. ${setting.description}`,
  );
}

/** Of settings that are not secret the addresses may hold one. */
function listSecrets({ secret }: Setting, value: unknown): string[] {
  if (secret === true) return listStrings(value);
  const urls = listStrings(value).flatMap(listUrlSecrets);
  return secret === 'by-name' ? [...listHeaderSecrets(value), ...urls] : urls;
}

function listStrings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(listStrings);
}
