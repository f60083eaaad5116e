import type { RunOptions } from '../config/run-options.js';
import { describeThrown } from '../errors.js';
import type { ProcessOptions } from '../remote/remote-options.js';
import { start } from '../run.js';
import type { Run, RunResult } from '../run-handle.js';
import { cancelOnSignals } from './cancel-on-signals.js';
import type { StepLog } from './step-log.js';
import { tellStatuses } from './tell-statuses.js';

/** Runs to the end; signals to this process cancel the run. `onStart` sees the handle as soon as there is one. */
export async function runWithSignals(
  options: RunOptions | ProcessOptions,
  log: StepLog,
  onStart?: (run: Run) => void,
): Promise<RunResult> {
  const tell = (text: string): boolean => process.stderr.write(`callboard: ${text}\n`);
  const signals = cancelOnSignals(tell);
  try {
    const run = await start({ ...options, statusHandler: tellStatuses(log, tell), signal: signals.abort });
    signals.attach(run);
    onStart?.(run);
    const result = await run.result;
    log?.(`ended: ${result.status}, rc ${result.rc}, ${result.eventCount} events, ${result.durationSeconds} s`);
    return result;
  } catch (thrown) {
    log?.(`failed: ${describeThrown(thrown)}`);
    throw thrown;
  } finally {
    signals.detach();
  }
}
