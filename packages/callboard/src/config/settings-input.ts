import type { GivenPluginOptions } from '../delivery/plugin-options.js';
import type { ContainerAuthData } from './run-options.js';

/** A number of seconds; 0 and null mean "not set". */
type Seconds = number | null | undefined;
type Switch = boolean | null | undefined;
type Texts = readonly string[] | null | undefined;

/** What the runner itself reads of `env/settings`, and of the option `settings`. Times are in seconds. */
export interface KnownSettings {
  /** The whole run; then it is stopped, with status `timeout`. */
  readonly job_timeout?: Seconds;
  /** No byte of output for that long stops the run, with status `timeout`. */
  readonly idle_timeout?: Seconds;
  /** A prompt that nobody answers is reported after that long. @defaultValue 5 */
  readonly pexpect_timeout?: Seconds;
  /** Accepted for compatibility; has no meaning here. */
  readonly pexpect_use_poll?: Switch;
  /** As `job_timeout`, for runs on pipes. */
  readonly subprocess_timeout?: Seconds;
  /** Between SIGTERM and SIGKILL, whenever a run is stopped; 0 is SIGKILL at once. @defaultValue 10 */
  readonly stop_grace?: Seconds;
  /** No `stdout` artifact. */
  readonly suppress_output_file?: Switch;
  /** No file per event in `job_events/`: the journal alone has them. */
  readonly suppress_event_files?: Switch;
  /** Nothing on the screen. @defaultValue the option `quiet` */
  readonly suppress_ansible_output?: Switch;
  /** The fact cache's directory, in the run's own. @defaultValue 'fact_cache' */
  readonly fact_cache?: string | null | undefined;
  /** Another type leaves caching to Ansible's own configuration. @defaultValue 'jsonfile' */
  readonly fact_cache_type?: string | null | undefined;
  /** Lines of Ansible's terminal. @defaultValue 24 */
  readonly terminal_rows?: number | null | undefined;
  /** Columns of Ansible's terminal. @defaultValue 80 */
  readonly terminal_columns?: number | null | undefined;
  /** Values to mask wherever they turn up. */
  readonly redact_values?: Texts;
  /** Regular expressions: names of variables whose values are secret. */
  readonly redact_names?: Texts;
  /** Run Ansible in a container or a sandbox. @defaultValue true where an image is given */
  readonly process_isolation?: Switch;
  /** `podman`, `docker`, or `bwrap` for a sandbox; may be a path. @defaultValue 'podman' */
  readonly process_isolation_executable?: string | null | undefined;
  /** Where a sandbox keeps stand-ins for hidden paths. */
  readonly process_isolation_path?: string | null | undefined;
  /** Paths that are empty in the sandbox. */
  readonly process_isolation_hide_paths?: string | Texts;
  /** Paths that a sandbox sees. */
  readonly process_isolation_show_paths?: string | Texts;
  /** Paths that a sandbox sees, to read only. */
  readonly process_isolation_ro_paths?: string | Texts;
  /** Run in a copy of the project, in this directory. */
  readonly directory_isolation_base_path?: string | null | undefined;
  /** Whether the copy goes with the run. @defaultValue true */
  readonly directory_isolation_cleanup?: Switch;
  /** The image that Ansible runs in. */
  readonly container_image?: string | null | undefined;
  /** `host_dir:/container_dir` */
  readonly container_volume_mounts?: Texts;
  /** More of the engine's command line. */
  readonly container_options?: Texts;
  /** The working directory in the container. @defaultValue the project */
  readonly container_workdir?: string | null | undefined;
  /** A login at the image's registry. */
  readonly container_auth_data?: ContainerAuthData | null | undefined;
  /** `always`, `missing`, `never` or `newer`. @defaultValue the engine's */
  readonly container_pull?: string | null | undefined;
  /**
   * A list of plugins' names chooses and orders them; a map of names gives them options (`false` switches one off).
   * @defaultValue all that are installed and configured
   */
  readonly plugins?:
    | readonly (string | (GivenPluginOptions & { readonly name: string }))[]
    | { readonly [name: string]: GivenPluginOptions | false | null }
    | null
    | undefined;
  /** Options for all plugins. */
  readonly delivery?: GivenPluginOptions | null | undefined;
}

/** `env/settings` as an option: what the runner reads, and whatever plugins read. */
export interface SettingsInput extends KnownSettings {
  /** A plugin's own setting: its README lists them. */
  readonly [pluginSetting: string]: unknown;
}
