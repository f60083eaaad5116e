import type { PluginReport } from '../../delivery/choose-plugins.js';
import { nameVariable } from '../../delivery/resolve-settings.js';

/** A found plugin, for people and for scripts. */
export interface PluginFacts {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly kind: 'sink' | 'handlers' | undefined;
  readonly state: 'serves' | 'idle' | 'broken';
  /** Why it is idle or broken. */
  readonly why: string | undefined;
  readonly path: string;
  /** The package.json whose dependency it is. */
  readonly foundBy: string;
  readonly settings: readonly SettingFacts[];
}

export interface SettingFacts {
  readonly name: string;
  readonly variable: string | undefined;
  readonly type: string;
  readonly required: boolean;
  readonly secret: boolean | 'by-name';
  readonly description: string;
  readonly default?: unknown;
}

export function describePlugin({ found, plugin, ready, idle, error }: PluginReport): PluginFacts {
  return {
    name: plugin?.name ?? found.packageName,
    package: found.packageName,
    version: found.version,
    kind: plugin?.kind,
    state: error ? 'broken' : ready ? 'serves' : 'idle',
    why: idle,
    path: found.path,
    foundBy: found.foundBy,
    settings: Object.entries(plugin?.schema ?? {}).map(([name, setting]) => ({
      name,
      variable: nameVariable(name, setting),
      type: setting.type,
      required: setting.required ?? false,
      secret: setting.secret ?? false,
      description: setting.description,
      ...(setting.default !== undefined && { default: setting.default }),
    })),
  };
}
