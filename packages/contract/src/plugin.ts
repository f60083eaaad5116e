import { type ContractVersion, contractVersion } from './contract-version.js';
import type { RunnerEvent } from './events.js';
import type { JsonObject } from './json.js';
import type { SettingsSchema } from './settings.js';
import type { RunnerStatus } from './statuses.js';

/** What a plugin's handler is told about the run. */
export interface RunnerConfig {
  ident: string;
  privateDataDir: string;
  /** The run's own directory: `artifacts/<ident>`. */
  artifactDir: string;
  projectDir: string;
  cwd: string;
  /** As it is recorded: secrets masked. */
  command: readonly string[];
  /** `env/settings` and the `settings` option, merged; plugins' own keys are among them. */
  settings: JsonObject;
}

/** A promise it returns is awaited before the next call. Throwing fails the run, naming the plugin. */
export type PluginStatusHandler = (runnerConfig: RunnerConfig, data: RunnerStatus) => unknown;
/** Called for each event, in the journal's order; a promise is awaited. What it throws fails the run. */
export type PluginEventHandler = (runnerConfig: RunnerConfig, data: RunnerEvent) => unknown;

/** A module with handlers at its top; each is optional and may be spelt either way. */
export interface Plugin {
  name?: string;
  settings?: SettingsSchema;
  statusHandler?: PluginStatusHandler;
  eventHandler?: PluginEventHandler;
  status_handler?: PluginStatusHandler;
  event_handler?: PluginEventHandler;
  /** Called before Ansible starts; throwing fails the run. */
  open?: (runnerConfig: RunnerConfig) => unknown;
  /** Called when every handler call has been made, also after a failure. */
  close?: (runnerConfig: RunnerConfig) => unknown;
}

/** Marks a plugin with the version of the contract it was written for. */
export function definePlugin<const P extends Plugin>(
  plugin: P & Plugin,
): P & { kind: 'plugin'; contractVersion: ContractVersion } {
  return Object.assign(plugin, { kind: 'plugin', contractVersion } as const);
}
