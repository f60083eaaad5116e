import { Supervisor } from './ansible/supervise.js';
import { claimArtifacts } from './artifacts/claim-artifacts.js';
import { prepare } from './config/prepare.js';
import type { RunOptions } from './config/run-options.js';
import type { Run, RunResult } from './run-handle.js';

/**
 * Runs Ansible and waits for its end: prepare → launch → capture → journal → readers.
 *
 * A play that fails is a result, not an exception. Throws CallboardError where the runner cannot do its work: a wrong
 * option, a missing file, a handler that throws.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const running = await start(options);
  return await running.result;
}

/** As `run()`, but returns as soon as everything is prepared, with a handle to the run that goes on. */
export async function start(options: RunOptions): Promise<Run> {
  const plan = await prepare(options);
  const supervisor = new Supervisor(plan);
  try {
    // While it boots, the rest of the way is loaded.
    const { conduct } = await import('./conduct.js');
    return conduct(plan, await claimArtifacts(plan), supervisor);
  } catch (thrown) {
    supervisor.dismiss();
    throw thrown;
  }
}
