import { resolve } from 'node:path';
import type { RunOptions } from '../../config/run-options.js';
import { CallboardError } from '../../errors.js';
import { findInventory } from './find-inventory.js';
import { readCount } from './read-count.js';

/** The flags of `run` and `start` as commander gives them. */
export interface RunFlags {
  readonly playbook?: string;
  readonly module?: string;
  readonly role?: string;
  readonly args?: string;
  readonly hosts?: string;
  readonly rolesPath?: string;
  readonly roleVars?: string;
  readonly roleSkipFacts?: true;
  readonly inventory?: string;
  readonly limit?: string;
  readonly forks?: string;
  readonly cmdline?: string;
  readonly v: number;
  readonly binary?: string;
  readonly projectDir?: string;
  readonly ident?: string;
  readonly artifactDir?: string;
  readonly rotateArtifacts?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly omitEventData?: true;
  readonly onlyFailedEventData?: true;
  readonly omitEnvFiles?: true;
  readonly processIsolation?: true;
  readonly processIsolationExecutable?: string;
  readonly processIsolationPath?: string;
  readonly processIsolationHidePaths?: string[] | true;
  readonly processIsolationShowPaths?: string[] | true;
  readonly processIsolationRoPaths?: string[] | true;
  readonly directoryIsolationBasePath?: string;
  readonly containerImage?: string;
  readonly containerVolumeMount?: string[];
  readonly containerOption?: string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Options of the library from flags, with the environment's defaults. Relative paths are the caller's. */
export async function readRunOptions(
  privateDataDir: string,
  flags: RunFlags,
  env: Environment = process.env,
): Promise<RunOptions> {
  const { playbook, module, role } = chooseTarget(flags, env);
  if (flags.hosts && !module && !role) {
    throw new CallboardError(
      'ERR_OPTION_CONFLICT',
      '--hosts needs -m or -r; a playbook names its hosts. Use --limit there.',
    );
  }
  return {
    privateDataDir,
    playbook,
    module,
    role,
    moduleArgs: flags.args,
    ...(role ? { hosts: flags.hosts } : { hostPattern: flags.hosts }),
    rolesPath: resolveEach(flags.rolesPath || env['ANSIBLE_ROLES_PATH']),
    roleVars: role && flags.roleVars ? await readRoleVars(flags.roleVars) : undefined,
    roleSkipFacts: flags.roleSkipFacts,
    inventory: flags.inventory ? findInventory(privateDataDir, flags.inventory) : undefined,
    limit: flags.limit,
    forks: readCount('--forks', flags.forks),
    cmdline: flags.cmdline,
    verbosity: flags.v,
    binary: flags.binary || env['RUNNER_BINARY'] || undefined,
    projectDir: flags.projectDir,
    ident: flags.ident,
    artifactDir: flags.artifactDir,
    rotateArtifacts: readCount('--rotate-artifacts', flags.rotateArtifacts),
    jsonMode: flags.json ?? false,
    quiet: flags.quiet ?? false,
    omitEventData: flags.omitEventData,
    onlyFailedEventData: flags.onlyFailedEventData,
    suppressEnvFiles: flags.omitEnvFiles,
    processIsolation: flags.processIsolation,
    processIsolationExecutable: flags.processIsolationExecutable,
    processIsolationPath: flags.processIsolationPath,
    processIsolationHidePaths: readPaths(flags.processIsolationHidePaths),
    processIsolationShowPaths: readPaths(flags.processIsolationShowPaths),
    processIsolationRoPaths: readPaths(flags.processIsolationRoPaths),
    directoryIsolationBasePath: flags.directoryIsolationBasePath,
    containerImage: flags.containerImage,
    containerVolumeMounts: flags.containerVolumeMount,
    containerOptions: flags.containerOption,
  };
}

/** What was typed wins over what the environment says. */
function chooseTarget(flags: RunFlags, env: Environment): Pick<RunFlags, 'playbook' | 'module' | 'role'> {
  if (flags.playbook || flags.module || flags.role) return flags;
  return {
    ...(env['RUNNER_PLAYBOOK'] && { playbook: env['RUNNER_PLAYBOOK'] }),
    ...(env['RUNNER_MODULE'] && { module: env['RUNNER_MODULE'] }),
    ...(env['RUNNER_ROLE'] && { role: env['RUNNER_ROLE'] }),
  };
}

/** Ansible would take them relative to the project. */
function resolveEach(paths: string | undefined): string[] | undefined {
  if (!paths) return undefined;
  return paths.split(':').map((path) => (path.startsWith('~') ? path : resolve(path)));
}

function readPaths(paths: string[] | true | undefined): string[] | undefined {
  return paths === true ? [] : paths;
}

async function readRoleVars(text: string): Promise<Record<string, unknown>> {
  const { parseRoleVars } = await import('./parse-role-vars.js');
  return parseRoleVars(text);
}
