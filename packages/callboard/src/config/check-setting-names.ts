import { CallboardError } from '../errors.js';
import { findNearest } from './find-nearest.js';
import type { KnownSettings } from './settings-input.js';

/** What the runner itself reads of `env/settings`: all of `KnownSettings`, which the compiler sees to. */
const known: { readonly [Name in keyof Required<KnownSettings>]: true } = {
  job_timeout: true,
  idle_timeout: true,
  pexpect_timeout: true,
  pexpect_use_poll: true,
  subprocess_timeout: true,
  stop_grace: true,
  suppress_output_file: true,
  suppress_event_files: true,
  suppress_ansible_output: true,
  fact_cache: true,
  fact_cache_type: true,
  terminal_rows: true,
  terminal_columns: true,
  redact_values: true,
  redact_names: true,
  process_isolation: true,
  process_isolation_executable: true,
  process_isolation_path: true,
  process_isolation_hide_paths: true,
  process_isolation_show_paths: true,
  process_isolation_ro_paths: true,
  directory_isolation_base_path: true,
  directory_isolation_cleanup: true,
  container_image: true,
  container_volume_mounts: true,
  container_options: true,
  container_workdir: true,
  container_auth_data: true,
  container_pull: true,
  plugins: true,
  delivery: true,
};

export const settingNames: readonly string[] = Object.keys(known);

/** Plugins have settings of their own, which may not be installed here: only what is nearly one of ours is a slip. */
export const slip = 2;

/** A limit that is misspelt would hold for nothing, without a word. Throws ERR_OPTION_UNKNOWN. */
export function checkSettingNames(names: readonly string[]): void {
  for (const name of names) {
    if (settingNames.includes(name)) continue;
    const nearest = findNearest(name, settingNames, slip);
    if (nearest === undefined) continue;
    throw new CallboardError('ERR_OPTION_UNKNOWN', `There is no setting \`${name}\`. Did you mean \`${nearest}\`?`);
  }
}
