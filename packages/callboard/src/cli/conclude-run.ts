import type { RunResult } from '../run-handle.js';

/** EX_TEMPFAIL of sysexits.h: nothing is wrong that could not be put right by trying again. */
const somethingOwed = 75;

export interface ConcludeFlags {
  readonly quiet?: true;
  readonly artifactDir?: string;
  readonly requireDelivery?: true;
}

/** Tells of deliveries, where there were any. Returns the exit code. */
export async function concludeRun(
  { rc, ident, deliveries }: RunResult,
  privateDataDir: string,
  flags: ConcludeFlags,
): Promise<number> {
  if (deliveries.length === 0) return rc;
  const { reportDeliveries } = await import('./delivery/report-deliveries.js');
  // Where the play itself failed, that is what the exit code tells.
  const requireDelivery = rc === 0 && flags.requireDelivery === true;
  const isComplete = reportDeliveries(deliveries, { ...flags, requireDelivery, privateDataDir, ident });
  return requireDelivery && !isComplete ? somethingOwed : rc;
}
