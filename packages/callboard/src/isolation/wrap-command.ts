import { wrapInSshAgent } from '../ansible/wrap-ssh-agent.js';
import type { TemporaryFile } from '../config/place-inputs.js';
import type { Isolation } from './choose-isolation.js';
import type { EngineCommands } from './engine-commands.js';
import type { Staging } from './staging.js';
import type { Mount } from './translate-paths.js';

/** What would run without isolation, with the host's paths. */
export interface Unwrapped {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly ident: string;
  readonly nonce: string;
  readonly isTerminal: boolean;
  readonly privateDataDir: string;
  readonly artifactDir: string;
  /** Undefined where the run has none. */
  readonly projectDir: string | undefined;
  /** What the command names of the user's, and where it is to find it. */
  readonly inputs?: readonly Mount[];
  /** The callback plugin's. */
  readonly pythonDir: string;
  /** Directories of files in memory. */
  readonly transientDirs: readonly string[];
  /** Through which an ssh-agent gets the run's key. */
  readonly sshKeyPipe: string | undefined;
}

export interface Wrapped {
  /** The whole command line. Environment and directory are those that Ansible sees. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What the isolating program itself is started with, where that isn't the same. */
  readonly launch?: Pick<Unwrapped, 'env' | 'cwd'>;
  /** A sandbox's own process must not be asked to end before those in it, and a container's none at all. */
  readonly wrapper?: 'sandbox' | 'container';
  readonly engine?: EngineCommands;
  readonly staging: readonly Staging[];
  /** Files for the isolating program. */
  readonly transients: readonly TemporaryFile[];
}

export async function wrapCommand(isolation: Isolation, run: Unwrapped): Promise<Wrapped> {
  if (isolation.kind === 'bubblewrap') {
    const { wrapInBubblewrap } = await import('./wrap-in-bubblewrap.js');
    return await wrapInBubblewrap(isolation, run);
  }
  if (isolation.kind === 'container') {
    const { wrapInContainer } = await import('./wrap-in-container.js');
    return await wrapInContainer(isolation, run);
  }
  const command = run.sshKeyPipe ? wrapInSshAgent(run.command, run.sshKeyPipe) : run.command;
  return { command, env: run.env, cwd: run.cwd, staging: [], transients: [] };
}
