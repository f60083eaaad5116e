import type { JsonObject, JsonValue } from './json.js';

/** What a setting's value may be, by the name of its type. */
export interface SettingTypes {
  string: string;
  integer: number;
  number: number;
  boolean: boolean;
  array: readonly JsonValue[];
  object: JsonObject;
  /** For settings that take several types; the plugin looks at the value itself. */
  any: JsonValue;
}

interface SettingOf<Type extends keyof SettingTypes> {
  type: Type;
  /** One sentence for the user. */
  description: string;
  /** Used when the user says nothing. */
  default?: SettingTypes[Type];
  /** Without it the plugin stays idle. */
  required?: boolean;
  /** The only values allowed. */
  enum?: readonly SettingTypes[Type][];
  /** Environment variable that sets it, before `env/settings`. Upper-case name of the setting unless given; false for none. */
  env?: string | false;
  /** Never shown, logged or written. `by-name`: of a map only what names or looks tell, as in headers. */
  secret?: boolean | 'by-name';
}

/** One setting: its type, meaning and default. */
export type Setting = { [Type in keyof SettingTypes]: SettingOf<Type> }[keyof SettingTypes];

/** A plugin's settings by name, as they stand in `env/settings`. */
export type SettingsSchema = Readonly<Record<string, Setting>>;

type IsAlwaysSet<Definition extends Setting> = Definition extends { required: true } | { default: {} } ? true : false;

/** The values that fit a schema: always there when required or defaulted. */
export type SettingsOf<Schema extends SettingsSchema> = {
  readonly [Key in keyof Schema as IsAlwaysSet<Schema[Key]> extends true ? Key : never]: ValueOf<Schema[Key]>;
} & {
  readonly [Key in keyof Schema as IsAlwaysSet<Schema[Key]> extends true ? never : Key]?: ValueOf<Schema[Key]>;
};

type ValueOf<Definition extends Setting> = Definition extends { enum: readonly (infer Choice)[] }
  ? Choice
  : SettingTypes[Definition['type']];
