import { checkChoice, checkKinds, type Kinds, runKinds, runnerModes } from '../config/check-options.js';
import { CallboardError } from '../errors.js';
import type { QueryOptions, RunCommandOptions } from './command-options.js';

export const queryKinds: Kinds<QueryOptions> = {
  privateDataDir: runKinds.privateDataDir,
  hostCwd: ['string'],
  ident: runKinds.ident,
  artifactDir: runKinds.artifactDir,
  rotateArtifacts: runKinds.rotateArtifacts,
  envvars: runKinds.envvars,
  passwords: runKinds.passwords,
  settings: runKinds.settings,
  sshKey: runKinds.sshKey,
  timeout: runKinds.timeout,
  runnerMode: runKinds.runnerMode,
  cancelCallback: runKinds.cancelCallback,
  signal: runKinds.signal,
  processIsolation: runKinds.processIsolation,
  processIsolationExecutable: runKinds.processIsolationExecutable,
  processIsolationPath: runKinds.processIsolationPath,
  processIsolationHidePaths: runKinds.processIsolationHidePaths,
  processIsolationShowPaths: runKinds.processIsolationShowPaths,
  processIsolationRoPaths: runKinds.processIsolationRoPaths,
  containerImage: runKinds.containerImage,
  containerVolumeMounts: runKinds.containerVolumeMounts,
  containerOptions: runKinds.containerOptions,
  containerWorkdir: runKinds.containerWorkdir,
  containerAuthData: runKinds.containerAuthData,
  containerPull: runKinds.containerPull,
};

const commandKinds: Kinds<RunCommandOptions> = {
  ...queryKinds,
  executableCmd: ['string'],
  cmdlineArgs: ['strings'],
  inputFd: ['target'],
  outputFd: ['target'],
  errorFd: ['target'],
  quiet: runKinds.quiet,
  jsonMode: runKinds.jsonMode,
  factCache: runKinds.factCache,
  factCacheType: runKinds.factCacheType,
  suppressEnvFiles: runKinds.suppressEnvFiles,
  checkJobEventData: runKinds.checkJobEventData,
  eventHandler: runKinds.eventHandler,
  statusHandler: runKinds.statusHandler,
  artifactsHandler: runKinds.artifactsHandler,
  finishedCallback: runKinds.finishedCallback,
};

const streamNames = ['inputFd', 'outputFd', 'errorFd'] as const;

export function checkCommandOptions(options: RunCommandOptions): void {
  checkKinds(options, commandKinds, { type: 'RunCommandOptions', least: 'executableCmd' });
  if (!options.executableCmd) {
    throw new CallboardError('ERR_OPTION_MISSING', 'The option `executableCmd` is missing: which program is to run?');
  }
  checkChoice('runnerMode', options.runnerMode, runnerModes);
  const stream = streamNames.find((name) => options[name] !== undefined);
  if (options.runnerMode !== 'pexpect' || stream === undefined) return;
  throw new CallboardError(
    'ERR_OPTION_CONFLICT',
    `With runnerMode 'pexpect' the command has a terminal of ours, and no \`${stream}\`. Leave one of them out.`,
  );
}
