import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommandStreams } from '../ansible/command-streams.js';
import { choosePlugins, type ReadyPlugin } from '../delivery/choose-plugins.js';
import { chooseIsolation, type Isolation } from '../isolation/choose-isolation.js';
import { type IsolationSettings, mergeIsolation } from '../isolation/read-isolation-settings.js';
import type { Staging } from '../isolation/staging.js';
import { type Unwrapped, type Wrapped, wrapCommand } from '../isolation/wrap-command.js';
import { collectSecrets } from '../redact/collect-secrets.js';
import {
  buildEnvironment,
  type EnvironmentInputs,
  markEnvironment,
  mergeEnvironment,
  pythonDir,
} from './build-environment.js';
import { chooseIdent } from './choose-ident.js';
import { listPrompts } from './list-prompts.js';
import type { TemporaryFile } from './place-inputs.js';
import { placeRun, type RunPlace } from './place-run.js';
import type { CommonData } from './read-private-data-dir.js';
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
  /** Whose streams the command has in place of pipes. */
  readonly streams?: CommandStreams | undefined;
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
  /** A directory that nobody needs when the run has ended. */
  readonly scratch?: string | undefined;
  readonly secrets: readonly string[];
  /** Nothing is launched: a worker elsewhere runs it. */
  readonly received?: true;
  /** Installed plugins that serve this run, in order. */
  readonly plugins: readonly ReadyPlugin[];
}

/** What holds whatever runs: where it is kept, the settings, the isolation. */
export interface Ground extends RunPlace {
  readonly options: RunOptions;
  readonly data: CommonData;
  readonly settings: Settings;
  readonly ident: string;
  readonly privateDataDir: string;
  readonly isolationWanted: IsolationSettings;
  readonly isolation: Isolation;
  readonly plugins: readonly ReadyPlugin[];
}

/** What runs, with the host's paths. */
export interface Work
  extends Pick<Plan, 'command' | 'projectDir' | 'mode' | 'streams' | 'factCacheDir' | 'temporaryFiles'>,
    Pick<Plan, 'staging' | 'transients' | 'scratch'> {
  readonly chooseCwd: (env: Readonly<Record<string, string>>) => string;
  /** How Ansible's environment differs from the user's; left out: not at all. */
  readonly environment?: Omit<EnvironmentInputs, 'inherited' | 'option' | 'file' | 'spoolEvents' | 'nonce'> | undefined;
  /** What a container has of the process's environment. */
  readonly containerEnv?: Readonly<Record<string, string>> | undefined;
  /** What an isolated command sees of the user's. */
  readonly isolated: Pick<Unwrapped, 'projectDir' | 'inputs'>;
  /** Where secrets may be: by their names, and among words. */
  readonly named: readonly unknown[];
  readonly words: readonly string[];
}

/** `privateDataDir` is the absolute path of that of the options, or stands in for it. */
export async function layGround(
  options: RunOptions,
  privateDataDir: string,
  data: CommonData,
  servesPlugins = true,
): Promise<Ground> {
  const ident = chooseIdent(options.ident);
  const settings = readSettings(options.settings, data.settings);
  const plugins = servesPlugins ? await choosePlugins({ env: process.env, settings: settings.all }) : [];
  const isolationWanted = mergeIsolation(options, settings.isolation);
  return {
    options,
    data,
    settings,
    ident,
    privateDataDir,
    ...placeRun(privateDataDir, ident, options.artifactDir),
    isolationWanted,
    isolation: chooseIsolation(isolationWanted, process.env['PATH'] ?? ''),
    plugins,
  };
}

export async function completePlan(ground: Ground, work: Work): Promise<Plan> {
  const { options, data, settings, ident, privateDataDir, artifactDir, nonce, plugins } = ground;
  const { environment: _, containerEnv: __, chooseCwd, isolated, named, words, ...ours } = work;
  const env = buildEnv(ground, work);
  const prompts = listPrompts(options.passwords, data.passwords);
  const sshKey = options.sshKey ?? data.sshKey;
  const keyPipe = join(artifactDir, 'ssh_key_data');
  const wrapped = await wrapCommand(ground.isolation, {
    ...isolated,
    command: work.command,
    env,
    cwd: chooseCwd(env),
    ident,
    nonce,
    isTerminal: work.mode === 'pty' || (work.streams?.isTerminal ?? false),
    privateDataDir,
    artifactDir,
    pythonDir,
    transientDirs: [...new Set(work.transients.map(({ path }) => dirname(path)))],
    sshKeyPipe: sshKey ? keyPipe : undefined,
  });
  return {
    ...ours,
    options,
    settings,
    ident,
    privateDataDir,
    artifactRoot: ground.artifactRoot,
    artifactDir,
    spool: ground.spool,
    nonce,
    command: wrapped.command,
    env: wrapped.env,
    cwd: wrapped.cwd,
    launch: wrapped.launch,
    wrapper: wrapped.wrapper,
    engine: wrapped.engine,
    prompts,
    temporaryDirectories: work.temporaryFiles.map(({ path }) => dirname(path)).filter((path) => !existsSync(path)),
    staging: [...work.staging, ...wrapped.staging],
    transients: [...work.transients, ...wrapped.transients],
    feeds: sshKey ? [{ path: keyPipe, content: endWithNewline(sshKey) }] : [],
    plugins,
    secrets: collectSecrets({
      answers: prompts.map(([, answer]) => answer),
      sshKey,
      named: [mergeEnvironment(listLayers(ground)), options.containerAuthData, settings.all, ...named],
      args: [...work.command, ...listAssignments(ground.isolationWanted.containerOptions), ...words],
      values: [...settings.redact.values, ...plugins.flatMap((plugin) => plugin.secrets)],
      namePatterns: settings.redact.names,
    }),
  };
}

/** A container begins with its image's environment. */
function buildEnv(ground: Ground, { environment, containerEnv = {} }: Work): Record<string, string> {
  const layers = { ...listLayers(ground), ...(ground.isolation.kind === 'container' && { inherited: containerEnv }) };
  const { nonce, spool } = ground;
  return environment
    ? buildEnvironment({ ...layers, ...environment, spoolEvents: spool.events, nonce })
    : markEnvironment(mergeEnvironment(layers), nonce);
}

function listLayers({ options, data }: Ground): Pick<EnvironmentInputs, 'inherited' | 'option' | 'file'> {
  return { inherited: process.env, option: options.envvars, file: data.envvars };
}

/** `--env=NAME=value` assigns to NAME. */
function listAssignments(words: readonly string[] = []): string[] {
  return words.map((word) => word.replace(/^--?[\w-]+=/, ''));
}

function endWithNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
