import type { RunnerStatus } from '@callboard/contract';
import type { RunEnd } from './decide-end.js';
import { CallboardError, describeThrown } from './errors.js';
import type { JournalWriter } from './journal/write-journal.js';
import type { RunReaders } from './readers/serve-run.js';
import type { Redactor } from './redact/redact.js';
import type { RecordedState } from './retrieval/recorded-run.js';

export interface RunCourseOptions {
  readonly ident: string;
  readonly journal: JournalWriter;
  readonly redactor: Redactor;
  /** Called at the first failure: the run is to be stopped. */
  readonly onFailure: () => void;
}

/** A run's course in its journal: statuses, what failed, and the last word. */
export class RunCourse implements RecordedState {
  readonly #options: RunCourseOptions;
  /** The runner's own failure; the first one is the one that is told. */
  failure: CallboardError | undefined;
  last: RunnerStatus | undefined;
  rc: number | undefined;
  readonly lost = false;
  readonly unseen = false;

  constructor(options: RunCourseOptions) {
    this.#options = options;
  }

  append(status: RunnerStatus): void {
    this.last = status;
    this.#options.journal.append('status', JSON.stringify(status));
  }

  readonly fail = (error: CallboardError): void => {
    this.failure ??= error;
    this.#options.onFailure();
  };

  failFrom(code: CallboardError['code'], thrown: unknown): void {
    this.fail(
      thrown instanceof CallboardError ? thrown : new CallboardError(code, describeThrown(thrown), { cause: thrown }),
    );
  }

  /** Closes the journal. Handlers may also throw at the last status: another one then says so, behind it. */
  async end(end: RunEnd, readers: RunReaders): Promise<RunEnd> {
    const failedBefore = this.failure !== undefined;
    this.#appendEnd(end);
    await readers.catchUp();
    const failsNow = this.failure !== undefined && !failedBefore;
    const last: RunEnd = failsNow ? { ...end, status: 'error' } : end;
    if (failsNow) this.#appendEnd(last);
    const { journal } = this.#options;
    await journal.close().catch((thrown) => this.failFrom('ERR_JOURNAL_WRITE', thrown));
    if (!journal.failed || last.status === 'error') return last;
    // The journal can't say it any more.
    const unkept: RunEnd = { ...last, status: 'error' };
    this.#appendEnd(unkept);
    return unkept;
  }

  #appendEnd({ status, rc }: RunEnd): void {
    const { ident: runner_ident, redactor } = this.#options;
    this.rc = rc;
    if (status !== 'error') return this.append({ status, runner_ident });
    const job_explanation = redactor.text(this.failure?.message ?? 'The runner failed.');
    this.append({ status, runner_ident, job_explanation });
  }
}
