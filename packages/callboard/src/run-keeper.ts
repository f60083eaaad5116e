import type { Claim } from './artifacts/claim-artifacts.js';
import { ArtifactsRelease } from './artifacts/release-artifacts.js';
import type { Plan } from './config/prepare.js';
import type { RunEnd } from './decide-end.js';
import { describeForHandlers } from './describe-run.js';
import { callLast } from './readers/call-last.js';
import { RunReaders } from './readers/serve-run.js';
import { createRedactor, type Redactor } from './redact/redact.js';
import { RunCourse } from './run-course.js';
import type { Run, RunResult } from './run-handle.js';

/** What is known only of whoever runs it. */
export type RunMeasures = Pick<RunResult, 'eventCount' | 'durationSeconds' | 'cpuSeconds'>;

/** What a run needs, whoever runs it: its course in the journal, its readers, and its end in the right order. */
export class RunKeeper {
  readonly redactor: Redactor;
  readonly course: RunCourse;
  readonly readers: RunReaders;
  readonly #plan: Plan;
  readonly #release: ArtifactsRelease;
  readonly #startedAt: Date = new Date();

  /** `onFailure` is called at the first failure: the run is to be stopped. */
  constructor(plan: Plan, claim: Claim, onFailure: () => void) {
    const { journal } = claim;
    this.#plan = plan;
    this.redactor = createRedactor(plan.secrets);
    this.course = new RunCourse({ ...plan, journal, redactor: this.redactor, onFailure });
    const onWriteFailure = (thrown: unknown): void => this.course.failFrom('ERR_ARTIFACT_WRITE', thrown);
    this.#release = new ArtifactsRelease(plan, claim, this.redactor, onWriteFailure);
    const alarms = { onFailure: this.course.fail, onWriteFailure };
    this.readers = new RunReaders(plan, journal, describeForHandlers(plan, this.redactor), alarms);
  }

  /**
   * From the last event to the result. The end is decided when handlers have had everything, and measured when nothing
   * more happens. Throws the run's failure, when its artifacts are complete.
   */
  async conclude(run: Run, decideEnd: () => RunEnd | Promise<RunEnd>, measure: () => RunMeasures): Promise<RunResult> {
    const { course, readers } = this;
    await readers.catchUp();
    const end = await course.end(await decideEnd(), readers);
    await readers.end();
    await this.#release.leave(end);
    const deliveries = await readers.endPlugins();
    const stats = course.failure ? undefined : await run.stats();
    await this.#release.letGo();
    course.failure ??= await callLast(this.#plan.options, run);
    if (course.failure) throw course.failure;
    const { ident, artifactDir } = this.#plan;
    return { ...end, ident, artifactDir, stats, startedAt: this.#startedAt, ...measure(), deliveries, run };
  }
}
