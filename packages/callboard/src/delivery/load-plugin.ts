import {
  contractVersion,
  type Plugin,
  type PluginEventHandler,
  type PluginStatusHandler,
  type SettingsSchema,
  type Sink,
} from '@callboard/contract';
import { CallboardError, describeThrown } from '../errors.js';
import { importFile } from '../import-file.js';
import type { FoundPlugin } from './find-plugins.js';
import { nameVariable, usualVariable } from './resolve-settings.js';

/** A plugin's module, whichever form it was written in. */
export type LoadedPlugin = { readonly package: FoundPlugin; readonly name: string; readonly schema: SettingsSchema } & (
  | { readonly kind: 'sink'; readonly sink: Sink }
  | { readonly kind: 'handlers'; readonly handlers: PluginHandlers }
);

export interface PluginHandlers {
  readonly statusHandler: PluginStatusHandler | undefined;
  readonly eventHandler: PluginEventHandler | undefined;
  readonly open: Plugin['open'];
  readonly close: Plugin['close'];
}

type Module = Record<string, unknown> & { default?: unknown };

/** Imports a plugin and checks that it is one of ours. Throws ERR_PLUGIN_LOAD or ERR_PLUGIN_CONTRACT. */
export async function loadPlugin(found: FoundPlugin): Promise<LoadedPlugin> {
  const module = await importModule(found);
  const definition = (
    typeof module.default === 'object' && module.default !== null ? module.default : module
  ) as Module;
  checkContract(found, definition['contractVersion']);
  const name = typeof definition['name'] === 'string' ? definition['name'] : nameAfterPackage(found.packageName);
  const base = { package: found, name, schema: (definition['settings'] ?? {}) as SettingsSchema };
  checkRequired(found, base.schema);
  if (typeof definition['deliver'] === 'function')
    return { ...base, kind: 'sink', sink: definition as unknown as Sink };
  const plugin = definition as unknown as Plugin;
  const handlers: PluginHandlers = {
    statusHandler: plugin.statusHandler ?? plugin.status_handler,
    eventHandler: plugin.eventHandler ?? plugin.event_handler,
    open: plugin.open,
    close: plugin.close,
  };
  if (handlers.statusHandler || handlers.eventHandler) return { ...base, kind: 'handlers', handlers };
  throw new CallboardError(
    'ERR_PLUGIN_LOAD',
    `${found.packageName} has neither statusHandler, eventHandler nor deliver: ${found.path} is no plugin. Update or remove the package.`,
  );
}

async function importModule(found: FoundPlugin): Promise<Module> {
  try {
    return (await importFile(found.path)) as Module;
  } catch (thrown) {
    throw new CallboardError(
      'ERR_PLUGIN_LOAD',
      `The plugin ${found.packageName} ${found.version} cannot be loaded: ${describeThrown(thrown)}. Reinstall it, or leave it out with \`plugins\` in env/settings.`,
      { cause: thrown },
    );
  }
}

/** What package.json says must be true: a plugin is not loaded where it says that it would be idle. */
function checkRequired(found: FoundPlugin, schema: SettingsSchema): void {
  for (const name of found.required) {
    const setting = schema[name];
    const usual = usualVariable(name);
    if (setting?.required && (nameVariable(name, setting) ?? usual) === usual) continue;
    throw new CallboardError(
      'ERR_PLUGIN_LOAD',
      `The package.json of ${found.packageName} says that it requires \`${name}\`, which is no required setting of it (or has a variable of another name). Correct \`callboard.required\` there.`,
    );
  }
}

/** The published form carries no version: it has not changed since Ansible Runner's. */
function checkContract(found: FoundPlugin, version: unknown): void {
  if (version === undefined || version === contractVersion) return;
  throw new CallboardError(
    'ERR_PLUGIN_CONTRACT',
    `${found.packageName} ${found.version} is written for version ${String(version)} of the plugin contract, this is version ${contractVersion}. Install a version of it that fits.`,
  );
}

/** `@acme/callboard-plugin-slack` is called `slack`. */
function nameAfterPackage(packageName: string): string {
  const base = packageName.slice(packageName.lastIndexOf('/') + 1);
  return base.replace(/^(callboard-)?(plugin-)?/, '') || base;
}
