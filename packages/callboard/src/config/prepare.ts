import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildCommand } from '../ansible/build-command.js';
import { choosePlugins, type ReadyPlugin } from '../delivery/choose-plugins.js';
import { CallboardError } from '../errors.js';
import { chooseIsolation } from '../isolation/choose-isolation.js';
import { isolateDirectory } from '../isolation/isolate-directory.js';
import { mergeIsolation } from '../isolation/read-isolation-settings.js';
import type { Staging } from '../isolation/staging.js';
import { type Wrapped, wrapCommand } from '../isolation/wrap-command.js';
import { collectSecrets } from '../redact/collect-secrets.js';
import { listVariables } from '../redact/list-variables.js';
import { buildEnvironment, mergeEnvironment, pythonDir } from './build-environment.js';
import { checkOptions } from './check-options.js';
import { chooseIdent } from './choose-ident.js';
import { listInventoryVariables } from './list-inventory-variables.js';
import { listPrompts } from './list-prompts.js';
import { findMemory, type Placed, placeInventory, placePlaybook, type TemporaryFile } from './place-inputs.js';
import { placeRun, type RunPlace } from './place-run.js';
import { findPrivateDataDir, type PrivateData, readPrivateDataDir } from './read-private-data-dir.js';
import { readSettings, type Settings } from './read-settings.js';
import type { RunOptions } from './run-options.js';

/** All that is decided before anything is started: what runs where, with which inputs, and what must be masked. */
export interface Plan extends RunPlace {
  readonly options: RunOptions;
  readonly settings: Settings;
  readonly ident: string;
  readonly privateDataDir: string;
  readonly projectDir: string;
  readonly mode: 'pty' | 'pipes';
  readonly command: readonly string[];
  /** As Ansible sees them. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** How the command is isolated, if it is. */
  readonly launch?: Wrapped['launch'] | undefined;
  readonly wrapper?: Wrapped['wrapper'] | undefined;
  readonly engine?: Wrapped['engine'] | undefined;
  readonly prompts: readonly (readonly [pattern: string, answer: string])[];
  readonly factCacheDir: string | undefined;
  /** Files of the run's own among the user's; gone when it has ended. */
  readonly temporaryFiles: readonly TemporaryFile[];
  /** Directories that have to be made for them. */
  readonly temporaryDirectories: readonly string[];
  /** Directories elsewhere, with what is in them. */
  readonly staging: readonly Staging[];
  /** Files that must not touch a disk, where the machine has memory to put them. */
  readonly transients: readonly TemporaryFile[];
  /** Named pipes and what their reader gets. */
  readonly feeds: readonly TemporaryFile[];
  readonly secrets: readonly string[];
  /** Nothing is launched: a worker elsewhere runs it. */
  readonly received?: true;
  /** Installed plugins that serve this run, in order. */
  readonly plugins: readonly ReadyPlugin[];
}

/** Reads and checks every input. Nothing is written, and nothing is started but what tells whether isolation works. */
export async function prepare(options: RunOptions): Promise<Plan> {
  checkOptions(options);
  const ident = chooseIdent(options.ident);
  const privateDataDir = await findPrivateDataDir(options.privateDataDir);
  const data = await readPrivateDataDir(privateDataDir);
  const settings = readSettings(options.settings, data.settings);
  const plugins = await choosePlugins({ env: process.env, settings: settings.all });
  const place = placeRun(privateDataDir, ident, options.artifactDir);
  const { artifactDir, spool, nonce } = place;
  const sourceDir = resolve(options.projectDir ?? join(privateDataDir, 'project'));
  const isolationWanted = mergeIsolation(options, settings.isolation);
  const isolation = chooseIsolation(isolationWanted, process.env['PATH'] ?? '');
  const { projectDir, staging } = isolateDirectory(isolationWanted, sourceDir, nonce);

  const playbook: Placed<string | undefined> =
    data.args === undefined ? placePlaybook(options, ident, projectDir, sourceDir) : { value: undefined };
  const inventory = placeInventory(options.inventory, ident, privateDataDir);
  const extraVars = placeExtraVars(options, data, nonce);
  const ansible = buildCommand({
    args: data.args,
    binary: options.binary,
    playbook: playbook.value,
    module: options.module,
    moduleArgs: options.moduleArgs,
    hostPattern: options.hostPattern ?? options.hosts,
    cmdline: options.cmdline ?? data.cmdline,
    inventories: inventory.value,
    limit: options.limit,
    extraVarsFiles: extraVars.paths,
    verbosity: options.verbosity ?? 0,
    tags: joinList(options.tags),
    skipTags: joinList(options.skipTags),
    forks: options.forks,
  });
  checkTarget(options, data);

  const isAdHoc = options.binary === undefined && options.module !== undefined;
  const factCacheDir = chooseFactCache(options, settings, artifactDir);
  const environment = {
    inherited: process.env,
    option: options.envvars,
    file: data.envvars,
    isAdHoc,
    rolesPath: chooseRolesPath(options, privateDataDir),
    factCacheDir,
    omitEventData: options.omitEventData ?? false,
    onlyFailedEventData: options.onlyFailedEventData ?? false,
    spoolEvents: spool.events,
    nonce,
  };
  // A container begins with its image's environment.
  const env = buildEnvironment(isolation.kind === 'container' ? { ...environment, inherited: {} } : environment);
  const prompts = listPrompts(options.passwords, data.passwords);
  const sshKey = options.sshKey ?? data.sshKey;
  const temporaryFiles = [playbook.file, inventory.file].filter((file) => file !== undefined);
  const keyPipe = join(artifactDir, 'ssh_key_data');
  const hasProject = existsSync(sourceDir) || playbook.file !== undefined;
  const wrapped = await wrapCommand(isolation, {
    command: ansible,
    env,
    cwd: env['AD_HOC_COMMAND_ID'] !== undefined || !hasProject ? privateDataDir : projectDir,
    ident,
    nonce,
    isTerminal: options.runnerMode !== 'subprocess',
    privateDataDir,
    artifactDir,
    projectDir: hasProject ? projectDir : undefined,
    pythonDir,
    transientDirs: [...new Set(extraVars.files.map(({ path }) => dirname(path)))],
    sshKeyPipe: sshKey ? keyPipe : undefined,
  });
  return {
    options,
    settings,
    ident,
    privateDataDir,
    ...place,
    projectDir,
    mode: options.runnerMode === 'subprocess' ? 'pipes' : 'pty',
    command: wrapped.command,
    env: wrapped.env,
    cwd: wrapped.cwd,
    launch: wrapped.launch,
    wrapper: wrapped.wrapper,
    engine: wrapped.engine,
    prompts,
    factCacheDir,
    temporaryFiles,
    temporaryDirectories: temporaryFiles.map(({ path }) => dirname(path)).filter((path) => !existsSync(path)),
    staging: [...staging, ...wrapped.staging],
    transients: [...extraVars.files, ...wrapped.transients],
    feeds: sshKey ? [{ path: keyPipe, content: endWithNewline(sshKey) }] : [],
    plugins,
    secrets: collectSecrets({
      answers: prompts.map(([, answer]) => answer),
      sshKey,
      named: [
        mergeEnvironment(environment),
        options.extravars,
        data.extravars?.values,
        options.roleVars,
        options.containerAuthData,
        settings.all,
        ...(await listInventoryVariables(options.inventory, inventory)),
        ...listVariables(options.playbook),
      ],
      args: [
        ...ansible,
        ...listAssignments(isolationWanted.containerOptions),
        options.moduleArgs ?? '',
        typeof options.inventory === 'string' ? options.inventory : '',
      ],
      values: [...settings.redact.values, ...plugins.flatMap((plugin) => plugin.secrets)],
      namePatterns: settings.redact.names,
    }),
  };
}

function checkTarget(options: RunOptions, data: PrivateData): void {
  const target = options.playbook ?? options.module ?? options.role ?? options.binary ?? data.args;
  if (target !== undefined) return;
  throw new CallboardError(
    'ERR_OPTION_MISSING',
    'Nothing to run: give `playbook`, `module`, `role`, or a file `args`.',
  );
}

/**
 * Extra variables given as an option win over those of `env/extravars`, as Ansible's later -e does. They go to a
 * file in memory: a command line can be seen by everybody on the machine.
 */
function placeExtraVars(
  options: RunOptions,
  data: PrivateData,
  nonce: string,
): { paths: string[]; files: TemporaryFile[] } {
  const paths: string[] = [];
  const files: TemporaryFile[] = [];
  const memory = findMemory(nonce);
  const addFile = (name: string, content: string): void => {
    files.push({ path: join(memory, name), content });
    paths.push(join(memory, name));
  };
  if (data.extravars?.piped !== undefined) addFile('extravars-file', data.extravars.piped);
  else if (data.extravars) paths.push(data.extravars.path);
  if (typeof options.extravars === 'string') paths.push(resolve(options.privateDataDir, options.extravars));
  else if (options.extravars && Object.keys(options.extravars).length > 0) {
    addFile('extravars', JSON.stringify(options.extravars));
  }
  return { paths, files };
}

function chooseRolesPath(options: RunOptions, privateDataDir: string): string | undefined {
  const given = typeof options.rolesPath === 'string' ? [options.rolesPath] : (options.rolesPath ?? []);
  const roles = options.role === undefined ? given : [...given, join(privateDataDir, 'roles')];
  return roles.length > 0 ? roles.join(':') : undefined;
}

/** Facts are kept in the run's own directory, unless another kind of cache was chosen. */
function chooseFactCache(options: RunOptions, settings: Settings, artifactDir: string): string | undefined {
  const type = options.factCacheType ?? settings.factCacheType ?? 'jsonfile';
  if (type !== 'jsonfile') return undefined;
  return join(artifactDir, settings.factCache ?? options.factCache ?? 'fact_cache');
}

/** `--env=NAME=value` assigns to NAME. */
function listAssignments(words: readonly string[] = []): string[] {
  return words.map((word) => word.replace(/^--?[\w-]+=/, ''));
}

function joinList(list: string | readonly string[] | undefined): string | undefined {
  return typeof list === 'string' ? list : list?.join(',');
}

function endWithNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
