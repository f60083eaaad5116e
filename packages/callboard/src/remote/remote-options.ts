import type { Readable, Writable } from 'node:stream';
import type { TerminalStatusName } from '@callboard/contract';
import type { RunOptions } from '../config/run-options.js';

/** A job is sent instead of run: options and the private data directory go to `output`. */
export interface TransmitOptions extends RunOptions {
  streamer: 'transmit';
  /** @defaultValue the process's stdout */
  output?: Writable | undefined;
  /** Send the options only: the worker has the private data directory already. */
  onlyTransmitKwargs?: boolean | undefined;
}

/** A job is received, run, and what it says is sent back. */
export interface WorkerOptions {
  streamer: 'worker';
  /** @defaultValue the process's stdin */
  input?: Readable | undefined;
  /** @defaultValue the process's stdout */
  output?: Writable | undefined;
  /** Where to unpack the job. It stays, unless `delete` is given. @defaultValue a temporary directory */
  privateDataDir?: string | undefined;
  /** Empty `privateDataDir` before the job, and remove it afterwards. */
  delete?: boolean | undefined;
  /** Say something at least that often. @defaultValue ANSIBLE_RUNNER_KEEPALIVE_SECONDS, or never */
  keepaliveSeconds?: number | undefined;
  /** Cancels the job when aborted. */
  signal?: AbortSignal | undefined;
}

/** What a worker sends is received, and becomes a run of this private data directory. */
export interface ProcessOptions
  extends Pick<
    RunOptions,
    | 'privateDataDir'
    | 'ident'
    | 'artifactDir'
    | 'rotateArtifacts'
    | 'settings'
    | 'passwords'
    | 'extravars'
    | 'envvars'
    | 'sshKey'
    | 'quiet'
    | 'jsonMode'
    | 'eventHandler'
    | 'statusHandler'
    | 'artifactsHandler'
    | 'cancelCallback'
    | 'finishedCallback'
    | 'signal'
  > {
  streamer: 'process';
  /** @defaultValue the process's stdin */
  input?: Readable | undefined;
}

/** What was sent. */
export interface TransmitResult {
  readonly ident: string;
  /** Bytes of the archive; 0 with `onlyTransmitKwargs`. */
  readonly archiveBytes: number;
  /** Files, directories and links in it. */
  readonly entries: number;
  /** What could not be sent, by its path: sockets, devices, and named pipes that are no input. */
  readonly skipped: readonly string[];
}

/** How a worker's job ended. */
export interface WorkerResult {
  /** Undefined where no job came. */
  readonly ident: string | undefined;
  readonly status: TerminalStatusName;
  readonly rc: number;
  /** Why it failed, where the status is `error`. */
  readonly explanation: string | undefined;
}
