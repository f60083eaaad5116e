import type { StatusName } from '@callboard/contract';
import type { Run, RunResult } from '../run-handle.js';
import { startPrepared } from '../start-prepared.js';
import { checkCommandOptions } from './check-command-options.js';
import type { RunCommandOptions } from './command-options.js';
import { keepsArtifacts, prepareCommand } from './prepare-command.js';
import { makeScratch, removeScratch } from './scratch.js';

/** How a command ended. */
export interface CommandResult extends Omit<RunResult, 'run' | 'artifactDir'> {
  /** What it wrote, secrets masked; with a terminal also what it wrote to stderr. Empty where `outputFd` took it. */
  readonly stdout: string;
  /** Empty with a terminal, and where `errorFd` took it. */
  readonly stderr: string;
  /** `artifacts/<ident>`; undefined where nothing was to be kept. */
  readonly artifactDir: string | undefined;
}

/** A command that goes on in this process. */
export class CommandRun {
  /** Its events and statuses while it lasts; afterwards they can be read where artifacts are kept. */
  readonly run: Run;
  /** As that of a run: a command that fails is a result. */
  readonly result: Promise<CommandResult>;

  /** @internal */
  constructor(run: Run, result: Promise<CommandResult>) {
    this.run = run;
    this.result = result;
    this.result.catch(() => undefined);
  }

  get ident(): string {
    return this.run.ident;
  }

  get status(): StatusName {
    return this.run.status;
  }

  /** What it has written so far. */
  async stdout(): Promise<string> {
    return this.run.isFinished ? (await this.result).stdout : await readStdout(this.run);
  }

  /** Stops it and everything it started. The result then has status `canceled`; a second call doesn't wait. */
  cancel(): void {
    this.run.cancel();
  }
}

/**
 * Runs any command of Ansible's, or any other program, and waits for its end. It is a run like one of `run()`: with a
 * terminal, answers to prompts, time limits, isolation, handlers, and events where it is `ansible-playbook`.
 *
 * A command that fails is a result, also where there is no such program (`rc` 127). Throws CallboardError as `run()`.
 */
export async function runCommand(options: RunCommandOptions): Promise<CommandResult> {
  return await (await startCommand(options)).result;
}

/** As `runCommand()`, but returns as soon as everything is prepared, with a handle to the command that goes on. */
export async function startCommand(options: RunCommandOptions): Promise<CommandRun> {
  checkCommandOptions(options);
  const scratch = options.privateDataDir === undefined ? await makeScratch() : undefined;
  try {
    const { run } = await startPrepared(await prepareCommand(options, scratch));
    return new CommandRun(run, conclude(run, scratch, keepsArtifacts(options)));
  } catch (thrown) {
    await removeScratch(scratch);
    throw thrown;
  }
}

async function conclude(run: Run, scratch: string | undefined, isKept: boolean): Promise<CommandResult> {
  try {
    const { run: _, artifactDir, ...result } = await run.result;
    const stdout = await readStdout(run);
    return { ...result, stdout, stderr: await run.stderr(), artifactDir: isKept ? artifactDir : undefined };
  } finally {
    await removeScratch(scratch);
  }
}

/** A terminal's line ends are the terminal's. */
async function readStdout(run: Run): Promise<string> {
  return (await run.stdout()).replaceAll('\r\n', '\n');
}
