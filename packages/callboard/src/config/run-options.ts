import type { RunnerConfig, RunnerEvent, RunnerStatus } from '@callboard/contract';
import type { RecordedRun } from '../retrieval/recorded-run.js';
import type { SettingsInput } from './settings-input.js';

/** Return `false` to keep the event out of `job_events/`; it stays in the journal. */
export type EventHandler = (event: RunnerEvent, config: RunnerConfig) => unknown;
/** Called for each status, in the journal's order; a promise is awaited. */
export type StatusHandler = (status: RunnerStatus, config: RunnerConfig) => unknown;
/** Called with the run's own directory when all its files are written. */
export type ArtifactsHandler = (artifactDir: string) => unknown;
/** Return `true` to cancel the run. Asked twice a second. */
export type CancelCallback = () => boolean | Promise<boolean>;
/** Called last, with the run as it can be read now. */
export type FinishedCallback = (run: RecordedRun) => unknown;

/** A play, a list of plays, or a path inside the project directory. */
export type PlaybookInput = string | Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];
/** A path, a path inside `inventory/`, the text of an inventory, an inventory as an object, or several paths. */
export type InventoryInput = string | Readonly<Record<string, unknown>> | readonly string[];
/** Python regular expressions and the answers to what they match, in the order in which they are tried. */
export type PasswordsInput =
  | Readonly<Record<string, string>>
  | ReadonlyMap<string, string>
  | readonly (readonly [pattern: string, answer: string])[];

/** A login at a registry, with the names of `container_auth_data` in `env/settings`. */
export interface ContainerAuthData {
  readonly host: string;
  readonly username: string;
  readonly password: string;
  /** @defaultValue true */
  readonly verify_ssl?: boolean | undefined;
}

/** The options of `run()` and `start()`: Ansible Runner's, in camelCase, and a few of our own. */
export interface RunOptions {
  /** The directory of inputs and artifacts: `env/`, `inventory/`, `project/`, `artifacts/`. */
  privateDataDir: string;
  /** The run's identifier and the name of its artifact directory. @defaultValue a random UUID */
  ident?: string | undefined;
  /** The play, the plays, or a playbook's path in the project directory. */
  playbook?: PlaybookInput | undefined;
  /** Run one module instead of a playbook, on the hosts of `hostPattern`. */
  module?: string | undefined;
  /** The arguments of `module`, as for `ansible -a`. */
  moduleArgs?: string | undefined;
  /** Hosts to run `module` on. As in Ansible's command line, patterns and groups too. */
  hostPattern?: string | undefined;
  /** Run one role instead of a playbook, on `hosts`. */
  role?: string | undefined;
  /** Variables of `role`. */
  roleVars?: Readonly<Record<string, unknown>> | undefined;
  /** Gather no facts before `role`. @defaultValue false */
  roleSkipFacts?: boolean | undefined;
  /** Hosts to run a role on. @defaultValue 'all' */
  hosts?: string | undefined;
  /** Where roles are looked for beside the project. */
  rolesPath?: string | readonly string[] | undefined;
  /** Hosts and their variables. @defaultValue `inventory` in the private data directory */
  inventory?: InventoryInput | undefined;
  /** More of Ansible's environment; `env/envvars` wins where both set the same. */
  envvars?: Readonly<Record<string, unknown>> | undefined;
  /** Extra variables, or the path of a file of them. They are never written into `env/`. */
  extravars?: Readonly<Record<string, unknown>> | string | undefined;
  /** Answers to Ansible's prompts; `env/passwords` wins. They are kept nowhere. */
  passwords?: PasswordsInput | undefined;
  /** As `env/settings`, which wins where both set the same. */
  settings?: SettingsInput | undefined;
  /** A private key, handed to an ssh-agent of the run's own. */
  sshKey?: string | undefined;
  /** More of Ansible's command line; replaces `env/cmdline`. */
  cmdline?: string | undefined;
  /** Run only what has one of these tags. */
  tags?: string | readonly string[] | undefined;
  /** Leave out what has one of these tags. */
  skipTags?: string | readonly string[] | undefined;
  /** Restrict the play to these hosts. */
  limit?: string | undefined;
  /** How many hosts at once. @defaultValue Ansible's, 5 */
  forks?: number | undefined;
  /** 0 to 6: that many v's. */
  verbosity?: number | undefined;
  /** Which program to run instead of the `ansible-playbook` or `ansible` on PATH. */
  binary?: string | undefined;
  /** Where playbooks are, and Ansible's working directory. @defaultValue `project` in the private data directory */
  projectDir?: string | undefined;
  /** Where the runs' directories lie. @defaultValue `artifacts` in the private data directory */
  artifactDir?: string | undefined;
  /** How many runs to keep; running ones and the newest always stay. @defaultValue 0, which keeps all */
  rotateArtifacts?: number | undefined;
  /** Seconds until the run is stopped with status `timeout`. @defaultValue the setting `job_timeout` */
  timeout?: number | undefined;
  /** Nothing is shown on the process's own stdout. @defaultValue true (the CLI's is false) */
  quiet?: boolean | undefined;
  /** Events as JSON lines instead of Ansible's output, on screen and in the `stdout` artifact. */
  jsonMode?: boolean | undefined;
  /** Events without `event_data`. */
  omitEventData?: boolean | undefined;
  /** `event_data` only in events of failures. */
  onlyFailedEventData?: boolean | undefined;
  /** The fact cache's directory, in the run's own. @defaultValue 'fact_cache' */
  factCache?: string | undefined;
  /** Another type leaves caching to Ansible's own configuration. @defaultValue 'jsonfile' */
  factCacheType?: string | undefined;
  /** `pexpect` gives Ansible a terminal; `subprocess` gives it pipes. @defaultValue 'pexpect' */
  runnerMode?: 'pexpect' | 'subprocess' | undefined;
  /** Accepted for compatibility: nothing is ever written into `env/`. */
  suppressEnvFiles?: boolean | undefined;
  /** Accepted for compatibility: events are always complete. */
  checkJobEventData?: boolean | undefined;
  /** Called for each event, in order. `false` keeps its file out of `job_events/`; it stays in the journal. */
  eventHandler?: EventHandler | undefined;
  /** Called for each status, in order with the events. */
  statusHandler?: StatusHandler | undefined;
  /** Called when the run has ended. If it throws `run()` rejects, but the status that is kept stays as Ansible ended. */
  artifactsHandler?: ArtifactsHandler | undefined;
  /** Asked twice a second while Ansible runs; `true` cancels. */
  cancelCallback?: CancelCallback | undefined;
  /** Called last, also after a failure. Throws as `artifactsHandler`. */
  finishedCallback?: FinishedCallback | undefined;
  /** Cancels the run when aborted. */
  signal?: AbortSignal | undefined;
  /** Run Ansible in a container (podman, docker) or a sandbox (bwrap). @defaultValue true where an image is given */
  processIsolation?: boolean | undefined;
  /** The program that isolates: its name tells which kind. @defaultValue 'podman' */
  processIsolationExecutable?: string | undefined;
  /** Where a sandbox keeps stand-ins for hidden paths. @defaultValue the system's directory for temporary files */
  processIsolationPath?: string | undefined;
  /** Paths that are empty in the sandbox. */
  processIsolationHidePaths?: string | readonly string[] | undefined;
  /** Paths that a sandbox sees, beside the system's programs and the private data directory. */
  processIsolationShowPaths?: string | readonly string[] | undefined;
  /** Paths that a sandbox sees, to read only. */
  processIsolationRoPaths?: string | readonly string[] | undefined;
  /** An existing directory: the run gets a copy of the project in there, removed at its end. */
  directoryIsolationBasePath?: string | undefined;
  /** The image that Ansible runs in. */
  containerImage?: string | undefined;
  /** `host_dir:/container_dir`, with the engine's options after another colon. */
  containerVolumeMounts?: readonly string[] | undefined;
  /** More of the engine's command line. */
  containerOptions?: readonly string[] | undefined;
  /** The working directory in the container. @defaultValue the project, `/runner/project` */
  containerWorkdir?: string | undefined;
  /** For the registry that the image is pulled from. */
  containerAuthData?: ContainerAuthData | undefined;
  /** When the image is pulled. @defaultValue the engine's: where it is missing */
  containerPull?: 'always' | 'missing' | 'never' | 'newer' | undefined;
}
