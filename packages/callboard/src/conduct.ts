import { endLeftProcesses } from './ansible/end-left-processes.js';
import type { ExitReport, PromptNotice, Supervisor } from './ansible/supervise.js';
import type { Claim } from './artifacts/claim-artifacts.js';
import { ArtifactsRelease } from './artifacts/release-artifacts.js';
import { writeBeginning } from './artifacts/write-beginning.js';
import { Capture } from './capture/capture-events.js';
import type { Plan } from './config/prepare.js';
import { decideEnd, type RunEnd } from './decide-end.js';
import { describeForHandlers, describeStarting } from './describe-run.js';
import { describeOwner, writeOwner } from './journal/owner.js';
import { callLast } from './readers/call-last.js';
import { explainThrow } from './readers/serve-handlers.js';
import { RunReaders } from './readers/serve-run.js';
import { createRedactor, type Redactor } from './redact/redact.js';
import { readWhileWritten } from './retrieval/live-source.js';
import { RunCourse } from './run-course.js';
import { Run, type RunResult } from './run-handle.js';
import { watchForStop } from './watch-for-stop.js';

/** Starts what was prepared, and sees it through to its end. */
export function conduct(plan: Plan, claim: Claim, supervisor: Supervisor): Run {
  const conductor = new Conductor(plan, claim, supervisor);
  return new Run(plan, readWhileWritten(claim.journal), conductor.course, {
    cancel: () => conductor.stop('canceled'),
    conduct: (run) => conductor.conduct(run),
  });
}

class Conductor {
  readonly course: RunCourse;
  readonly #plan: Plan;
  readonly #release: ArtifactsRelease;
  readonly #supervisor: Supervisor;
  readonly #redactor: Redactor;
  readonly #capture: Capture;
  readonly #readers: RunReaders;
  readonly #startedAt: Date = new Date();
  #stopCause: string | undefined;

  constructor(plan: Plan, claim: Claim, supervisor: Supervisor) {
    const { journal } = claim;
    this.#plan = plan;
    this.#supervisor = supervisor;
    this.#redactor = createRedactor(plan.secrets);
    this.course = new RunCourse({ ...plan, journal, redactor: this.#redactor, onFailure: () => this.stop('error') });
    const onWriteFailure = (thrown: unknown): void => this.course.failFrom('ERR_ARTIFACT_WRITE', thrown);
    this.#release = new ArtifactsRelease(plan, claim, this.#redactor, onWriteFailure);
    this.#capture = new Capture({
      ...plan,
      paths: plan.spool,
      redactor: this.#redactor,
      emit: (event) => journal.append('event', event),
      waitForRoom: () => journal.waitForRoom(),
    });
    this.#readers = new RunReaders(plan, journal, describeForHandlers(plan, this.#redactor), {
      onFailure: this.course.fail,
      onWriteFailure,
    });
  }

  /** The way of a run, top to bottom. */
  async conduct(run: Run): Promise<RunResult> {
    const { course } = this;
    this.#readers.start();
    const exit = await this.#runAnsible();
    await this.#capture.finish(exit).catch((thrown) => course.failFrom('ERR_JOURNAL_WRITE', thrown));
    await this.#readers.catchUp();
    const end = await course.end(this.#decideEnd(exit), this.#readers);
    await this.#readers.end();
    await this.#release.leave(end);
    const deliveries = await this.#readers.endPlugins();
    const result = course.failure ? undefined : await this.#describeResult(run, end, exit);
    await this.#release.letGo();
    course.failure ??= await callLast(this.#plan.options, run);
    if (course.failure || !result) throw course.failure;
    return { ...result, deliveries };
  }

  /** Ends the whole process tree; the first cause is the one that counts. */
  stop(cause: string): void {
    this.#stopCause ??= cause;
    this.#supervisor.stop(cause);
  }

  /** Undefined where it could not even be started. */
  async #runAnsible(): Promise<ExitReport | undefined> {
    const stopWatching = watchForStop(this.#plan.options, {
      cancel: () => this.stop('canceled'),
      fail: (thrown) => this.course.fail(explainThrow('cancelCallback', thrown)),
    });
    try {
      const starting = describeStarting(this.#plan, this.#redactor);
      this.course.append(starting);
      await writeBeginning(this.#plan, starting);
      await this.#readers.startPlugins();
      if (this.#stopCause) return undefined;
      await writeOwner(this.#plan.spool.owner, describeOwner(this.#plan, this.#supervisor.pid));
      this.#capture.open();
      this.#supervisor.launch({
        onMore: () => void this.#capture.pump().catch((thrown) => this.course.failFrom('ERR_JOURNAL_WRITE', thrown)),
        onPrompt: (prompt) => this.#reportPrompt(prompt),
      });
      await this.#supervisor.started;
      this.course.append({ status: 'running', runner_ident: this.#plan.ident });
      return await this.#supervisor.exit;
    } catch (thrown) {
      this.course.failFrom('ERR_SUPERVISOR', thrown);
      // Lost without a word, it can't have ended the play.
      if (this.#supervisor.launched) await endLeftProcesses(this.#plan.nonce, this.#plan.engine?.remove);
      return undefined;
    } finally {
      this.#supervisor.dismiss();
      stopWatching();
    }
  }

  #reportPrompt({ text, answered }: PromptNotice): void {
    if (answered) return;
    const prompt = this.#redactor.text(text.trim());
    this.course.append({ status: 'running', runner_ident: this.#plan.ident, waiting_for_input: { prompt } });
  }

  #decideEnd(exit: ExitReport | undefined): RunEnd {
    if (this.course.failure) return { status: 'error', rc: exit && exit.cause === null ? decideEnd(exit).rc : 254 };
    if (exit?.cause === 'terminal_write_failed') {
      this.course.failFrom('ERR_TERMINAL_WRITE', new Error(exit.error?.message ?? 'unknown reason'));
      return { status: 'error', rc: 254 };
    }
    return decideEnd(exit ?? { code: null, signal: null, cause: this.#stopCause ?? 'error' });
  }

  async #describeResult(
    run: Run,
    { status, rc }: RunEnd,
    exit: ExitReport | undefined,
  ): Promise<Omit<RunResult, 'deliveries'>> {
    return {
      ident: this.#plan.ident,
      status,
      rc,
      artifactDir: this.#plan.artifactDir,
      stats: await run.stats(),
      eventCount: this.#capture.count,
      startedAt: this.#startedAt,
      durationSeconds: exit?.elapsed ?? 0,
      cpuSeconds: (exit?.utime ?? 0) + (exit?.stime ?? 0),
      run,
    };
  }
}
