import type { InputTarget, OutputTarget } from '../ansible/command-streams.js';
import type { RunOptions } from '../config/run-options.js';
import type { IsolationOptions } from '../isolation/read-isolation-settings.js';

/** Of the options of `run()`, those that hold for any command. */
type Shared = Omit<IsolationOptions, 'directoryIsolationBasePath'> &
  Pick<RunOptions, 'ident' | 'artifactDir' | 'rotateArtifacts' | 'envvars' | 'passwords' | 'settings'> &
  Pick<RunOptions, 'sshKey' | 'timeout' | 'cancelCallback' | 'signal'>;

/** The options of every command, beside its own. */
export interface CommandOptions extends Shared {
  /** Whose `env/` holds, and where artifacts stay. Without it, and without `artifactDir`, nothing is left behind. */
  privateDataDir?: string | undefined;
  /** The command's current directory; an isolated command sees it at the same path. @defaultValue the process's own */
  hostCwd?: string | undefined;
}

/** The options of `runCommand()` and `startCommand()`. */
export interface RunCommandOptions
  extends CommandOptions,
    Pick<RunOptions, 'quiet' | 'jsonMode' | 'factCache' | 'factCacheType' | 'suppressEnvFiles' | 'checkJobEventData'>,
    Pick<RunOptions, 'eventHandler' | 'statusHandler' | 'artifactsHandler' | 'finishedCallback'> {
  /** The program: `ansible-playbook`, `ansible`, `ansible-galaxy`, or any other, with or without a path. */
  executableCmd: string;
  /** Its arguments, which nothing splits again. */
  cmdlineArgs?: readonly string[] | undefined;
  /**
   * `pexpect` gives it a terminal, on which prompts are answered; `subprocess` gives it pipes, so that stderr is apart.
   * @defaultValue 'pexpect'; 'subprocess' for ansible-config, ansible-doc, ansible-galaxy, and where streams are given
   */
  runnerMode?: 'pexpect' | 'subprocess' | undefined;
  /** What it reads: a file descriptor, the process's own stdin (`inherit`), or a stream. @defaultValue nothing */
  inputFd?: InputTarget | undefined;
  /** Where its output goes instead of the result. There are no events then. */
  outputFd?: OutputTarget | undefined;
  /** Where its stderr goes instead of the result. */
  errorFd?: OutputTarget | undefined;
}

/** The options of every question to Ansible, beside its own. */
export interface QueryOptions extends CommandOptions {
  /** `pexpect` gives the command a terminal: prompts for vault passwords are answered there. @defaultValue 'subprocess' */
  runnerMode?: 'pexpect' | 'subprocess' | undefined;
}
