import { join } from 'node:path';

/**
 * The transient files of a run. They hold what Ansible itself wrote, and go as soon as the journal covers it; where
 * they are, the run is either going on or was cut off.
 */
export interface SpoolPaths {
  readonly directory: string;
  /** Its name while it is being removed. */
  readonly discarded: string;
  /** Events' data, a line each, written by the callback plugin. */
  readonly events: string;
  /** Every byte of the terminal (or of stdout), written by the supervisor. */
  readonly terminal: string;
  readonly stderr: string;
  /** The supervisor's last word. */
  readonly exit: string;
  /** Who runs this, and what a recovery needs to know. */
  readonly owner: string;
  /** Its name when the runner has given the run up. */
  readonly formerOwner: string;
  /** Shows that the runner or its supervisor lives, also to other containers. */
  readonly lifeSign: string;
}

export function findSpoolPaths(artifactDir: string): SpoolPaths {
  return nameSpoolFiles(join(artifactDir, 'spool'));
}

/** The files of a spool in that directory. */
export function nameSpoolFiles(directory: string): SpoolPaths {
  return {
    directory,
    discarded: `${directory}.discarded`,
    events: join(directory, 'events'),
    terminal: join(directory, 'terminal'),
    stderr: join(directory, 'stderr'),
    exit: join(directory, 'exit.json'),
    owner: join(directory, 'owner.json'),
    formerOwner: join(directory, 'former-owner.json'),
    lifeSign: join(directory, 'alive'),
  };
}
