import { Supervisor } from './ansible/supervise.js';
import { makeArtifacts, takeIdent } from './artifacts/claim-artifacts.js';
import type { Plan } from './config/prepare.js';
import type { JournalWriter } from './journal/write-journal.js';
import type { Run } from './run-handle.js';
import { takeTurn } from './take-turn.js';

export interface StartedRun {
  readonly run: Run;
  readonly journal: JournalWriter;
}

/** Starts what was prepared. */
export async function startPrepared(plan: Plan): Promise<StartedRun> {
  const hold = await takeIdent(plan);
  // To start a process takes the event loop for many milliseconds; of many runs at once, one after the other does.
  await takeTurn('keeping');
  const supervisor = new Supervisor(plan, hold.lifeSign);
  try {
    // While it boots, the rest of the way is loaded.
    const { conduct } = await import('./conduct.js');
    const claim = await makeArtifacts(plan, hold);
    return { run: conduct(plan, claim, supervisor), journal: claim.journal };
  } catch (thrown) {
    supervisor.dismiss();
    throw thrown;
  }
}
