import { isAbsolute, join, relative, resolve } from 'node:path';
import type { JsonObject } from '@callboard/contract';
import { chooseIdent } from '../config/choose-ident.js';
import { placeInventory, placePlaybook, type TemporaryFile } from '../config/place-inputs.js';
import { findPrivateDataDir } from '../config/read-private-data-dir.js';
import type { RunOptions } from '../config/run-options.js';
import { CallboardError } from '../errors.js';
import { isBelow } from '../is-below.js';
import { toSnakeCase } from './kwargs-names.js';

/** A job as it is sent. */
export interface Job {
  readonly ident: string;
  readonly privateDataDir: string;
  /** Options by the names that Ansible Runner's worker knows. */
  readonly kwargs: JsonObject;
  /** Inline plays and inventories: files of the archive that are nowhere on disk. Paths are relative. */
  readonly add: readonly TemporaryFile[];
  readonly leaveOut: (path: string) => boolean;
}

/** Options that are sent as they are. Handlers stay here; all others are looked at below. */
const plain = [
  'module',
  'moduleArgs',
  'hostPattern',
  'envvars',
  'passwords',
  'settings',
  'sshKey',
  'cmdline',
  'tags',
  'skipTags',
  'limit',
  'forks',
  'verbosity',
  'binary',
  'rotateArtifacts',
  'timeout',
  'quiet',
  'jsonMode',
  'omitEventData',
  'onlyFailedEventData',
  'factCache',
  'factCacheType',
  'runnerMode',
  'suppressEnvFiles',
  'checkJobEventData',
  'processIsolation',
  'processIsolationExecutable',
  'processIsolationPath',
  'processIsolationHidePaths',
  'processIsolationShowPaths',
  'processIsolationRoPaths',
  'directoryIsolationBasePath',
  'containerImage',
  'containerVolumeMounts',
  'containerOptions',
  'containerWorkdir',
  'containerAuthData',
] as const satisfies readonly (keyof RunOptions)[];

/** Turns options into what a worker elsewhere can do with them. Nothing is written into the private data directory. */
export async function describeJob(options: RunOptions): Promise<Job> {
  const ident = chooseIdent(options.ident);
  const privateDataDir = await findPrivateDataDir(options.privateDataDir);
  const inside = (path: string): string => makeRelative(privateDataDir, path);
  const projectDir = resolve(options.projectDir ?? join(privateDataDir, 'project'));
  const playbook = placePlaybook(options, ident, projectDir);
  const inventory = options.inventory === undefined ? undefined : placeForAnyone(options, ident, privateDataDir);
  const files = [playbook.file, inventory?.file].filter((file) => file !== undefined);
  const sent = Object.fromEntries(plain.map((name) => [toSnakeCase(name), toJson(options[name])]));
  const kwargs = {
    ident,
    playbook:
      playbook.value && isInside(projectDir, playbook.value) ? relative(projectDir, playbook.value) : playbook.value,
    inventory: inventory && unwrapOne(inventory.value.map(inside)),
    ...sent,
    envvars: addRolesPath(options, privateDataDir),
    extravars:
      typeof options.extravars === 'string' ? inside(resolve(privateDataDir, options.extravars)) : options.extravars,
    project_dir: options.projectDir && inside(projectDir),
    artifact_dir: options.artifactDir && inside(resolve(options.artifactDir)),
  };
  const artifacts = new Set(['artifacts', options.artifactDir && inside(resolve(options.artifactDir))]);
  return {
    ident,
    privateDataDir,
    kwargs: kwargs as JsonObject,
    add: files.map((file) => ({ ...file, path: requireInside(inside(file.path)) })),
    leaveOut: (path) => artifacts.has(path),
  };
}

/** Python's worker takes any inventory for a path: hosts that stand in the option itself become a file. */
function placeForAnyone(options: RunOptions, ident: string, privateDataDir: string): ReturnType<typeof placeInventory> {
  const placed = placeInventory(options.inventory, ident, privateDataDir);
  const [hosts = ''] = placed.value;
  if (placed.value.length !== 1 || placed.file || hosts.includes('/')) return placed;
  const path = join(privateDataDir, 'inventory', `.hosts-${ident}`);
  return { value: [path], file: { path, content: `${hosts.split(',').join('\n')}\n` } };
}

/** Ansible Runner's worker takes them as relative to its `roles`. */
function addRolesPath(options: RunOptions, privateDataDir: string): RunOptions['envvars'] {
  const given = typeof options.rolesPath === 'string' ? options.rolesPath.split(':') : (options.rolesPath ?? []);
  const own = options.role === undefined ? [] : ['.'];
  if (given.length + own.length === 0) return options.envvars;
  const roles = join(privateDataDir, 'roles');
  const elsewhere = given.map((path) => (isInside(privateDataDir, path) ? relative(roles, path) || '.' : path));
  return { ...options.envvars, ANSIBLE_ROLES_PATH: [...own, ...elsewhere].join(':') };
}

function isInside(directory: string, path: string): boolean {
  return isAbsolute(path) && isBelow(resolve(path), directory);
}

function makeRelative(directory: string, path: string): string {
  return isInside(directory, path) ? relative(directory, path) : path;
}

function requireInside(path: string): string {
  if (!isAbsolute(path)) return path;
  throw new CallboardError(
    'ERR_OPTION_CONFLICT',
    `Inline plays belong to ${path}, which lies outside of the private data directory and is not sent. Leave projectDir out.`,
  );
}

function unwrapOne(list: readonly string[]): string | readonly string[] {
  return list.length === 1 ? (list[0] ?? '') : list;
}

function toJson(value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
