import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chooseStreams } from '../ansible/command-streams.js';
import { chooseFactCache } from '../config/choose-fact-cache.js';
import { completePlan, type Ground, layGround, type Plan, type Work } from '../config/complete-plan.js';
import { findDirectory } from '../config/find-directory.js';
import { findPrivateDataDir, readCommonData } from '../config/read-private-data-dir.js';
import type { RunOptions } from '../config/run-options.js';
import { listCommandInputs, listSshInputs } from '../isolation/list-command-inputs.js';
import type { CommandOptions, RunCommandOptions } from './command-options.js';

/** Those that never ask anything. */
const quietPrograms: readonly string[] = ['ansible-config', 'ansible-doc', 'ansible-galaxy'];

/** As for a run. `scratch` stands in for a private data dir that was not given. Options have been checked. */
export async function prepareCommand(options: RunCommandOptions, scratch: string | undefined): Promise<Plan> {
  const { executableCmd, cmdlineArgs = [], hostCwd, inputFd, outputFd, errorFd, ...shared } = options;
  const streams = chooseStreams(inputFd, outputFd, errorFd);
  const isQuiet = streams !== undefined || quietPrograms.includes(basename(executableCmd));
  const { runnerMode = isQuiet ? 'subprocess' : 'pexpect' } = options;
  // What is not kept is not told to plugins either: they would have nothing to resume from.
  const ground = await layCommandGround({ ...shared, runnerMode }, scratch, keepsArtifacts(options));
  const factCacheDir = chooseFactCache(ground);
  return await completePlan(ground, {
    ...placeWork([executableCmd, ...cmdlineArgs], hostCwd, ground),
    streams,
    scratch,
    factCacheDir,
    environment: {
      isAdHoc: false,
      rolesPath: undefined,
      factCacheDir,
      omitEventData: false,
      onlyFailedEventData: false,
      // What goes to the user's own stream has no marks in it.
      isCaptured: outputFd === undefined,
    },
  });
}

export function keepsArtifacts({ privateDataDir, artifactDir }: CommandOptions): boolean {
  return privateDataDir !== undefined || artifactDir !== undefined;
}

export async function layCommandGround(
  options: Omit<RunOptions, 'privateDataDir'> & Pick<CommandOptions, 'privateDataDir'>,
  scratch: string | undefined,
  servesPlugins: boolean,
): Promise<Ground> {
  const privateDataDir = await findPrivateDataDir(options.privateDataDir ?? scratch ?? '');
  const data = await readCommonData(privateDataDir);
  return await layGround({ ...options, privateDataDir }, privateDataDir, data, servesPlugins);
}

/** The command as it was given, where it runs, and what it sees there when it is isolated. */
export function placeWork(
  command: readonly string[],
  givenCwd: string | undefined,
  { isolation, options, privateDataDir }: Ground,
): Omit<Work, 'factCacheDir'> {
  const hostCwd = givenCwd === undefined ? undefined : findDirectory('hostCwd', givenCwd);
  const projectDir = join(privateDataDir, 'project');
  const isIsolated = isolation.kind !== 'none';
  const ssh = isolation.kind === 'container' ? listSshInputs(process.env) : undefined;
  const inputs = isIsolated ? [...(ssh?.mounts ?? []), ...listCommandInputs(command, hostCwd)] : [];
  const place = existsSync(projectDir) ? projectDir : privateDataDir;
  return {
    command,
    chooseCwd: () => hostCwd ?? (isIsolated ? place : process.cwd()),
    projectDir,
    mode: options.runnerMode === 'subprocess' ? 'pipes' : 'pty',
    containerEnv: ssh?.env,
    isolated: { projectDir: undefined, inputs: [...new Map(inputs.map((input) => [input.target, input])).values()] },
    temporaryFiles: [],
    staging: [],
    transients: [],
    named: [],
    words: [],
  };
}
