import { endLeftProcesses } from './ansible/end-left-processes.js';
import type { ExitReport, PromptNotice, Supervisor } from './ansible/supervise.js';
import type { Claim } from './artifacts/claim-artifacts.js';
import { writeBeginning } from './artifacts/write-beginning.js';
import { Capture } from './capture/capture-events.js';
import type { Plan } from './config/prepare.js';
import { decideEnd, type RunEnd } from './decide-end.js';
import { describeStarting } from './describe-run.js';
import { type Owner, writeOwner } from './journal/owner.js';
import { markProcess } from './journal/process-mark.js';
import { explainThrow } from './readers/serve-handlers.js';
import { readWhileWritten } from './retrieval/live-source.js';
import type { RunCourse } from './run-course.js';
import { Run, type RunResult } from './run-handle.js';
import { RunKeeper, type RunMeasures } from './run-keeper.js';
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
  readonly #owner: Owner;
  readonly #supervisor: Supervisor;
  readonly #keeper: RunKeeper;
  readonly #capture: Capture;
  #stopCause: string | undefined;

  constructor(plan: Plan, claim: Claim, supervisor: Supervisor) {
    const { journal, owner } = claim;
    this.#plan = plan;
    this.#owner = owner;
    this.#supervisor = supervisor;
    this.#keeper = new RunKeeper(plan, claim, () => this.stop('error'));
    this.course = this.#keeper.course;
    this.#capture = new Capture({
      ...plan,
      paths: plan.spool,
      redactor: this.#keeper.redactor,
      emit: (event) => journal.append('event', event),
      waitForRoom: () => journal.waitForRoom(),
    });
  }

  /** The way of a run, top to bottom. */
  async conduct(run: Run): Promise<RunResult> {
    this.#keeper.readers.start();
    const exit = await this.#runAnsible();
    await this.#capture.finish(exit).catch((thrown) => this.course.failFrom('ERR_JOURNAL_WRITE', thrown));
    return await this.#keeper.conclude(
      run,
      () => this.#decideEnd(exit),
      () => this.#measure(exit),
    );
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
      const starting = describeStarting(this.#plan, this.#keeper.redactor);
      this.course.append(starting);
      await writeBeginning(this.#plan, starting);
      await this.#keeper.readers.startPlugins();
      if (this.#stopCause) return undefined;
      await this.#nameSupervisor();
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

  /** A recovery waits for it: it goes on writing when its runner is gone. */
  async #nameSupervisor(): Promise<void> {
    const { pid } = this.#supervisor;
    if (pid === undefined) return;
    await writeOwner(this.#plan.spool.owner, { ...this.#owner, supervisor: markProcess(pid) });
  }

  #reportPrompt({ text, answered }: PromptNotice): void {
    if (answered) return;
    const prompt = this.#keeper.redactor.text(text.trim());
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

  #measure(exit: ExitReport | undefined): RunMeasures {
    return {
      eventCount: this.#capture.count,
      durationSeconds: exit?.elapsed ?? 0,
      cpuSeconds: (exit?.utime ?? 0) + (exit?.stime ?? 0),
    };
  }
}
