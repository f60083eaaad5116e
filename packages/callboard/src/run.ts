import { checkIsObject } from './config/check-options.js';
import { prepare } from './config/prepare.js';
import type { RunOptions } from './config/run-options.js';
import type {
  ProcessOptions,
  TransmitOptions,
  TransmitResult,
  WorkerOptions,
  WorkerResult,
} from './remote/remote-options.js';
import type { Run, RunResult } from './run-handle.js';
import { startPrepared } from './start-prepared.js';

/**
 * Runs Ansible and waits for its end: prepare → launch → capture → journal → readers.
 *
 * A play that fails is a result, not an exception. Throws CallboardError where the runner cannot do its work: a wrong
 * option, a missing file, a handler that throws.
 *
 * With `streamer` it does one step of a remote job: sends it (`transmit`), receives and runs it (`worker`), or
 * receives what the worker says (`process`), which then is a run like one from here.
 */
export async function run(options: TransmitOptions): Promise<TransmitResult>;
export async function run(options: WorkerOptions): Promise<WorkerResult>;
export async function run(options: RunOptions | ProcessOptions): Promise<RunResult>;
export async function run(
  options: RunOptions | TransmitOptions | WorkerOptions | ProcessOptions,
): Promise<RunResult | TransmitResult | WorkerResult> {
  checkIsObject(options, 'privateDataDir');
  const streamer = 'streamer' in options ? options.streamer : undefined;
  if (streamer === 'transmit') return await (await import('./remote/transmit.js')).transmit(options as TransmitOptions);
  if (streamer === 'worker') return await (await import('./remote/work.js')).work(options as WorkerOptions);
  const running = await start(options as RunOptions | ProcessOptions);
  return await running.result;
}

/** As `run()`, but returns as soon as everything is prepared, with a handle to the run that goes on. */
export async function start(options: RunOptions | ProcessOptions): Promise<Run> {
  checkIsObject(options, 'privateDataDir');
  if ('streamer' in options && options.streamer === 'process') {
    return await (await import('./remote/process.js')).startProcess(options);
  }
  return (await startPrepared(await prepare(options))).run;
}
