import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildCommand } from '../ansible/build-command.js';
import { CallboardError } from '../errors.js';
import { isolateDirectory } from '../isolation/isolate-directory.js';
import { listVariables } from '../redact/list-variables.js';
import { checkOptions } from './check-options.js';
import { chooseFactCache } from './choose-fact-cache.js';
import { completePlan, layGround, type Plan } from './complete-plan.js';
import { listInventoryVariables } from './list-inventory-variables.js';
import { findMemory, type Placed, placeInventory, placePlaybook, type TemporaryFile } from './place-inputs.js';
import { findPrivateDataDir, type PrivateData, readPrivateDataDir } from './read-private-data-dir.js';
import type { RunOptions } from './run-options.js';

export type { Plan } from './complete-plan.js';

/** Reads and checks every input. Nothing is written, and nothing is started but what tells whether isolation works. */
export async function prepare(options: RunOptions): Promise<Plan> {
  checkOptions(options);
  const data = await readPrivateDataDir(await findPrivateDataDir(options.privateDataDir));
  const ground = await layGround(options, resolve(options.privateDataDir), data);
  const { ident, privateDataDir, nonce } = ground;
  const sourceDir = resolve(options.projectDir ?? join(privateDataDir, 'project'));
  const { projectDir, staging } = isolateDirectory(ground.isolationWanted, sourceDir, nonce);

  const playbook: Placed<string | undefined> =
    data.args === undefined ? placePlaybook(options, ident, projectDir, sourceDir) : { value: undefined };
  const inventory = placeInventory(options.inventory, ident, privateDataDir);
  const extraVars = placeExtraVars(options, data, nonce);
  const command = buildCommand({
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
  const factCacheDir = chooseFactCache(ground);
  const hasProject = existsSync(sourceDir) || playbook.file !== undefined;
  return await completePlan(ground, {
    command,
    chooseCwd: (env) => (env['AD_HOC_COMMAND_ID'] !== undefined || !hasProject ? privateDataDir : projectDir),
    projectDir,
    mode: options.runnerMode === 'subprocess' ? 'pipes' : 'pty',
    environment: {
      isAdHoc,
      rolesPath: chooseRolesPath(options, privateDataDir),
      factCacheDir,
      omitEventData: options.omitEventData ?? false,
      onlyFailedEventData: options.onlyFailedEventData ?? false,
    },
    isolated: { projectDir: hasProject ? projectDir : undefined },
    factCacheDir,
    temporaryFiles: [playbook.file, inventory.file].filter((file) => file !== undefined),
    staging,
    transients: extraVars.files,
    named: [
      options.extravars,
      data.extravars?.values,
      options.roleVars,
      ...(await listInventoryVariables(options.inventory, inventory)),
      ...listVariables(options.playbook),
    ],
    words: [options.moduleArgs ?? '', typeof options.inventory === 'string' ? options.inventory : ''],
  });
}

function checkTarget(options: RunOptions, data: PrivateData): void {
  const target = options.playbook ?? options.module ?? options.role ?? options.binary ?? data.args;
  if (target === undefined)
    throw missing('Nothing to run: give `playbook` (-p), `module` (-m), `role` (-r), or a file `args`.');
  const isHostless = options.module !== undefined && !(options.hostPattern ?? options.hosts);
  // A command line may name them.
  if (isHostless && data.args === undefined && !(options.cmdline ?? data.cmdline))
    throw missing('A module runs on hosts: give `hostPattern` (--hosts), for example `all` or `localhost`.');
}

function missing(message: string): CallboardError {
  return new CallboardError('ERR_OPTION_MISSING', message);
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

function joinList(list: string | readonly string[] | undefined): string | undefined {
  return typeof list === 'string' ? list : list?.join(',');
}
