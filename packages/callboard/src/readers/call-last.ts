import type { RunOptions } from '../config/run-options.js';
import type { CallboardError } from '../errors.js';
import type { RecordedRun } from '../retrieval/recorded-run.js';
import { explainThrow } from './serve-handlers.js';

/** Calls what is called when a run has ended. Both are called, whatever they throw; returns the first error. */
export async function callLast(
  { artifactsHandler, finishedCallback }: RunOptions,
  run: RecordedRun,
): Promise<CallboardError | undefined> {
  let failure: CallboardError | undefined;
  try {
    await artifactsHandler?.(run.artifactDir);
  } catch (thrown) {
    failure = explainThrow('artifactsHandler', thrown);
  }
  try {
    await finishedCallback?.(run);
  } catch (thrown) {
    failure ??= explainThrow('finishedCallback', thrown);
  }
  return failure;
}
