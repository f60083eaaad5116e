import { CallboardError } from '../errors.js';
import { findNearest } from './find-nearest.js';

/** What the runner itself reads of `env/settings`. */
export const settingNames: readonly string[] = [
  'job_timeout',
  'idle_timeout',
  'pexpect_timeout',
  'pexpect_use_poll',
  'subprocess_timeout',
  'stop_grace',
  'suppress_output_file',
  'suppress_event_files',
  'suppress_ansible_output',
  'fact_cache',
  'fact_cache_type',
  'terminal_rows',
  'terminal_columns',
  'redact_values',
  'redact_names',
  'process_isolation',
  'process_isolation_executable',
  'process_isolation_path',
  'process_isolation_hide_paths',
  'process_isolation_show_paths',
  'process_isolation_ro_paths',
  'directory_isolation_base_path',
  'directory_isolation_cleanup',
  'container_image',
  'container_volume_mounts',
  'container_options',
  'container_workdir',
  'container_auth_data',
  'container_pull',
  'plugins',
  'delivery',
];

/** Plugins have settings of their own, which may not be installed here: only what is nearly one of ours is a slip. */
const slip = 2;

/** A limit that is misspelt would hold for nothing, without a word. Throws ERR_OPTION_UNKNOWN. */
export function checkSettingNames(names: readonly string[]): void {
  for (const name of names) {
    if (settingNames.includes(name)) continue;
    const nearest = findNearest(name, settingNames, slip);
    if (nearest === undefined) continue;
    throw new CallboardError('ERR_OPTION_UNKNOWN', `There is no setting \`${name}\`. Did you mean \`${nearest}\`?`);
  }
}
