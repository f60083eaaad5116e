import type { StatusName } from '@callboard/contract';
import type { RunOptions } from '../../config/run-options.js';
import type { LogFlags } from '../step-log.js';

/** What the daemon is told to do. It goes over a pipe: command lines can be seen by everybody on the machine. */
export interface DaemonOrder {
  readonly options: RunOptions;
  readonly log: LogFlags;
}

/** What the daemon answers: Ansible runs, has ended already, or could not be started. */
export type DaemonAnswer =
  | { readonly running: { readonly ident: string } }
  | { readonly ended: { readonly ident: string; readonly status: StatusName; readonly rc: number } }
  | { readonly error: { readonly code: string | undefined; readonly message: string; readonly stack: string } };
