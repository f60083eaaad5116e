import { removeSpool } from '../capture/remove-spool.js';
import type { Plan } from '../config/prepare.js';
import type { RunEnd } from '../decide-end.js';
import { giveUpRun } from '../journal/owner.js';
import type { Redactor } from '../redact/redact.js';
import type { Claim } from './claim-artifacts.js';
import { leaveArtifacts } from './leave-artifacts.js';

/** How a run lets go of its directory: first it leaves its artifacts there, and at the very end it gives it up. */
export class ArtifactsRelease {
  readonly #plan: Plan;
  readonly #claim: Claim;
  readonly #redactor: Redactor;
  readonly #onFailure: (thrown: unknown) => void;
  #isComplete = false;

  constructor(plan: Plan, claim: Claim, redactor: Redactor, onFailure: (thrown: unknown) => void) {
    this.#plan = plan;
    this.#claim = claim;
    this.#redactor = redactor;
    this.#onFailure = onFailure;
  }

  /** What could not be completed others may complete from the spool, as soon as there is room. */
  async leave(end: RunEnd): Promise<void> {
    this.#isComplete = !this.#claim.journal.failed;
    await leaveArtifacts(this.#plan, end, this.#redactor).catch((thrown) => {
      this.#isComplete = false;
      this.#onFailure(thrown);
    });
    if (!this.#isComplete) await giveUpRun(this.#plan.spool).catch(() => undefined);
  }

  /** Until here no other run's rotation takes it away. The spool goes only where the journal covers it. */
  async letGo(): Promise<void> {
    if (this.#isComplete) await removeSpool(this.#plan.spool).catch(this.#onFailure);
    await this.#claim.lifeSign?.release().catch(() => undefined);
  }
}
