import { type All, readSwitch, readText, readTextsIfSet, wrong } from '../config/read-setting.js';
import type { RunOptions } from '../config/run-options.js';

/** The options that have a setting of the same meaning. */
export type IsolationOptions = Pick<
  RunOptions,
  | 'processIsolation'
  | 'processIsolationExecutable'
  | 'processIsolationPath'
  | 'processIsolationHidePaths'
  | 'processIsolationShowPaths'
  | 'processIsolationRoPaths'
  | 'directoryIsolationBasePath'
  | 'containerImage'
  | 'containerVolumeMounts'
  | 'containerOptions'
  | 'containerWorkdir'
  | 'containerAuthData'
  | 'containerPull'
>;

/** The settings that have an option of the same meaning, by the option's name. Undefined where a setting is not set. */
export interface IsolationSettings extends IsolationOptions {
  /** Whether the project's copy goes when the run has ended. @defaultValue true */
  readonly directoryIsolationCleanup?: boolean | undefined;
}

export function readIsolationSettings(all: All): IsolationSettings {
  return {
    processIsolation: readSwitch(all, 'process_isolation'),
    processIsolationExecutable: readText(all, 'process_isolation_executable'),
    processIsolationPath: readText(all, 'process_isolation_path'),
    processIsolationHidePaths: readTextsIfSet(all, 'process_isolation_hide_paths'),
    processIsolationShowPaths: readTextsIfSet(all, 'process_isolation_show_paths'),
    processIsolationRoPaths: readTextsIfSet(all, 'process_isolation_ro_paths'),
    directoryIsolationBasePath: readText(all, 'directory_isolation_base_path'),
    directoryIsolationCleanup: readSwitch(all, 'directory_isolation_cleanup'),
    containerImage: readText(all, 'container_image'),
    containerVolumeMounts: readTextsIfSet(all, 'container_volume_mounts'),
    containerOptions: readTextsIfSet(all, 'container_options'),
    containerWorkdir: readText(all, 'container_workdir'),
    containerAuthData: readAuthData(all['container_auth_data']),
    containerPull: readText(all, 'container_pull') as RunOptions['containerPull'],
  };
}

/** Registry credentials keep the names of `env/settings`, as an option too. */
function readAuthData(value: unknown): RunOptions['containerAuthData'] {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as NonNullable<RunOptions['containerAuthData']>;
  throw wrong('container_auth_data', 'a map of host, username, password and verify_ssl');
}

/** The setting wins over the option, key by key, as in Ansible Runner. */
export function mergeIsolation(options: RunOptions, settings: IsolationSettings): IsolationSettings {
  const set = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...options, ...Object.fromEntries(set) };
}
