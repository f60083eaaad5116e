import type { RunStats, TerminalStatusName } from '@callboard/contract';
import type { Receipt } from './delivery/receipt.js';
import { RecordedRun, type RecordedRunFacts, type RecordedState } from './retrieval/recorded-run.js';
import type { RunSource } from './retrieval/run-source.js';

/** How a run ended. */
export interface RunResult {
  readonly ident: string;
  readonly status: TerminalStatusName;
  /** Ansible's exit code; 254 when the run was stopped, 127 when the program was not found. */
  readonly rc: number;
  /** The run's own directory: `artifacts/<ident>`. */
  readonly artifactDir: string;
  /** Undefined where Ansible did not get as far as its statistics. */
  readonly stats: RunStats | undefined;
  /** How many events it has. */
  readonly eventCount: number;
  readonly startedAt: Date;
  /** From the start of Ansible to its end, in seconds. */
  readonly durationSeconds: number;
  /** What Ansible and its children used of the processor, in seconds. */
  readonly cpuSeconds: number;
  /** What each sink has got, and what it is still owed. */
  readonly deliveries: readonly Receipt[];
  /** The run itself, to read. */
  readonly run: RecordedRun;
}

/** A run that goes on in this process. */
export class Run extends RecordedRun {
  /**
   * How it ended, when everything is on disk and every handler has had every event. Rejects with a CallboardError
   * where the runner failed; the run has ended then, too.
   */
  readonly result: Promise<RunResult>;
  readonly #cancel: () => void;

  /** @internal */
  constructor(facts: RecordedRunFacts, source: RunSource, state: RecordedState, control: RunControl) {
    super(facts, source, state);
    this.#cancel = control.cancel;
    this.result = control.conduct(this);
    // Whoever only follows the events learns of a failure from the last status.
    this.result.catch(() => undefined);
  }

  /** Stops Ansible and everything it started. The result then has status `canceled`; a second call doesn't wait. */
  cancel(): void {
    this.#cancel();
  }
}

interface RunControl {
  readonly cancel: () => void;
  readonly conduct: (run: Run) => Promise<RunResult>;
}
