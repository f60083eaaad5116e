import type { RunnerStatus, SinkLog } from '@callboard/contract';
import { endLeftProcesses } from './ansible/end-left-processes.js';
import type { ExitReport, PromptNotice, Supervisor } from './ansible/supervise.js';
import { type ArtifactPaths, findArtifacts } from './artifacts/artifact-paths.js';
import { leaveArtifacts } from './artifacts/leave-artifacts.js';
import { writeBeginning } from './artifacts/write-beginning.js';
import { writeStdout } from './artifacts/write-stdout.js';
import { Capture } from './capture/capture-events.js';
import type { Plan } from './config/prepare.js';
import { decideEnd, type RunEnd } from './decide-end.js';
import type { Receipt } from './delivery/receipt.js';
import { PluginCrew } from './delivery/serve-plugins.js';
import { showDrain } from './delivery/show-drain.js';
import { describeForHandlers, describeStarting } from './describe-run.js';
import { CallboardError, describeThrown } from './errors.js';
import { followWriter } from './journal/follow-journal.js';
import { describeOwner, writeOwner } from './journal/owner.js';
import { readJournalBatches } from './journal/read-journal.js';
import type { JournalWriter } from './journal/write-journal.js';
import { callLast } from './readers/call-last.js';
import { explainThrow, HandlerServer } from './readers/serve-handlers.js';
import { createRedactor, type Redactor } from './redact/redact.js';
import type { RecordedState } from './retrieval/recorded-run.js';
import type { RunSource } from './retrieval/run-source.js';
import { Run, type RunResult } from './run-handle.js';
import { watchForStop } from './watch-for-stop.js';

/** Starts what was prepared, and sees it through to its end. */
export function conduct(plan: Plan, journal: JournalWriter, supervisor: Supervisor): Run {
  const conductor = new Conductor(plan, journal, supervisor);
  return new Run(plan, conductor.source, conductor, {
    cancel: () => conductor.stop('canceled'),
    conduct: (run) => conductor.conduct(run),
  });
}

class Conductor implements RecordedState {
  readonly #plan: Plan;
  readonly #journal: JournalWriter;
  readonly #supervisor: Supervisor;
  readonly #paths: ArtifactPaths;
  readonly #redactor: Redactor;
  readonly #capture: Capture;
  readonly #handlers: HandlerServer;
  readonly #plugins: PluginCrew;
  readonly #startedAt: Date = new Date();
  #stopCause: string | undefined;
  #failure: CallboardError | undefined;
  last: RunnerStatus | undefined;
  rc: number | undefined;
  readonly lost = false;

  constructor(plan: Plan, journal: JournalWriter, supervisor: Supervisor) {
    this.#plan = plan;
    this.#journal = journal;
    this.#supervisor = supervisor;
    this.#paths = findArtifacts(plan.artifactDir);
    this.#redactor = createRedactor(plan.secrets);
    this.#capture = new Capture({
      ...plan,
      paths: plan.spool,
      redactor: this.#redactor,
      emit: (event) => journal.append('event', event),
      waitForRoom: () => journal.waitForRoom(),
    });
    const config = describeForHandlers(plan, this.#redactor);
    const onFailure = (error: CallboardError): void => this.#fail(error);
    this.#handlers = new HandlerServer({
      ...plan.options,
      config,
      jobEvents: this.#paths.jobEvents,
      onThrow: onFailure,
    });
    this.#plugins = new PluginCrew({ plugins: plan.plugins, config, log: this.#log, onFailure });
  }

  get source(): RunSource {
    const journal = this.#journal;
    return { follow: () => followWriter(journal), read: () => readJournalBatches(journal.path), damage: [] };
  }

  /** The way of a run, top to bottom. */
  async conduct(run: Run): Promise<RunResult> {
    const readers = this.#startReaders();
    const exit = await this.#runAnsible();
    await this.#capture.finish().catch((thrown) => this.#failFrom('ERR_JOURNAL_WRITE', thrown));
    await this.#letHandlersCatchUp();
    const end = await this.#endJournal(this.#decideEnd(exit));
    await readers;
    await leaveArtifacts(this.#plan, end, this.#redactor, !this.#journal.failed).catch((thrown) =>
      this.#failFrom('ERR_ARTIFACT_WRITE', thrown),
    );
    const deliveries = await this.#finishPlugins();
    this.#failure ??= await callLast(this.#plan.options, run);
    if (this.#failure) throw this.#failure;
    return { ...(await this.#describeResult(run, end, exit)), deliveries };
  }

  /** Ends the whole process tree; the first cause is the one that counts. */
  stop(cause: string): void {
    this.#stopCause ??= cause;
    this.#supervisor.stop(cause);
  }

  #startReaders(): Promise<unknown> {
    const { options, settings, mode } = this.#plan;
    const shown = writeStdout(followWriter(this.#journal), {
      path: settings.suppressOutputFile ? undefined : this.#paths.stdout,
      screen: this.#isQuiet ? undefined : process.stdout,
      jsonMode: options.jsonMode ?? false,
      lineEnd: mode === 'pty' ? '\r\n' : '\n',
    });
    const served = this.#handlers.serve(followWriter(this.#journal));
    const fail = (thrown: unknown): void => this.#failFrom('ERR_ARTIFACT_WRITE', thrown);
    return Promise.all([shown.catch(fail), served.catch(fail)]);
  }

  /** Undefined where it could not even be started. */
  async #runAnsible(): Promise<ExitReport | undefined> {
    const stopWatching = watchForStop(this.#plan.options, {
      cancel: () => this.stop('canceled'),
      fail: (thrown) => this.#fail(explainThrow('cancelCallback', thrown)),
    });
    try {
      const starting = describeStarting(this.#plan, this.#redactor);
      this.#append(starting);
      await writeBeginning(this.#plan, starting);
      await this.#plugins.open();
      this.#plugins.start(this.#journal);
      if (this.#stopCause) return undefined;
      await writeOwner(this.#plan.spool.owner, describeOwner(this.#plan, this.#supervisor.pid));
      this.#supervisor.launch({
        onMore: () => void this.#capture.pump().catch((thrown) => this.#failFrom('ERR_JOURNAL_WRITE', thrown)),
        onPrompt: (prompt) => this.#reportPrompt(prompt),
      });
      await this.#supervisor.started;
      this.#append({ status: 'running', runner_ident: this.#plan.ident });
      return await this.#supervisor.exit;
    } catch (thrown) {
      this.#failFrom('ERR_SUPERVISOR', thrown);
      // Lost without a word, it can't have ended the play.
      if (this.#supervisor.launched) await endLeftProcesses(this.#plan.nonce);
      return undefined;
    } finally {
      this.#supervisor.dismiss();
      stopWatching();
    }
  }

  #reportPrompt({ text, answered }: PromptNotice): void {
    if (answered) return;
    const prompt = this.#redactor.text(text.trim());
    this.#append({ status: 'running', runner_ident: this.#plan.ident, waiting_for_input: { prompt } });
  }

  /** Handlers see every event before the last status is decided: one that throws changes it. */
  async #letHandlersCatchUp(): Promise<void> {
    const { options, plugins } = this.#plan;
    if (!options.eventHandler && !options.statusHandler && plugins.length === 0) return;
    await this.#journal.flush().catch(() => undefined);
    const { written } = this.#journal;
    await Promise.all([this.#handlers.reach(written), this.#plugins.reach(written)]);
  }

  #decideEnd(exit: ExitReport | undefined): RunEnd {
    if (this.#failure) return { status: 'error', rc: exit && exit.cause === null ? decideEnd(exit).rc : 254 };
    if (exit?.cause === 'terminal_write_failed') {
      this.#failFrom('ERR_TERMINAL_WRITE', new Error(exit.error?.message ?? 'unknown reason'));
      return { status: 'error', rc: 254 };
    }
    return decideEnd(exit ?? { code: null, signal: null, cause: this.#stopCause ?? 'error' });
  }

  /** Handlers may also throw at the last status: another one then says so, behind it. */
  async #endJournal(end: RunEnd): Promise<RunEnd> {
    const failedBefore = this.#failure !== undefined;
    this.#appendEnd(end);
    await this.#letHandlersCatchUp();
    const failsNow = this.#failure !== undefined && !failedBefore;
    const last: RunEnd = failsNow ? { ...end, status: 'error' } : end;
    if (failsNow) this.#appendEnd(last);
    await this.#journal.close().catch((thrown) => this.#failFrom('ERR_JOURNAL_WRITE', thrown));
    return last;
  }

  #appendEnd({ status, rc }: RunEnd): void {
    const runner_ident = this.#plan.ident;
    this.rc = rc;
    if (status !== 'error') return this.#append({ status, runner_ident });
    const job_explanation = this.#redactor.text(this.#failure?.message ?? 'The runner failed.');
    this.#append({ status, runner_ident, job_explanation });
  }

  /** What is owed when their time is up is in the receipts. */
  async #finishPlugins(): Promise<Receipt[]> {
    const stopShowing = showDrain(() => this.#plugins.receipts, this.#journal.durable, this.#log.info);
    try {
      return await this.#plugins.finish();
    } finally {
      stopShowing();
    }
  }

  get #isQuiet(): boolean {
    return this.#plan.settings.suppressAnsibleOutput ?? this.#plan.options.quiet ?? true;
  }

  /** Plugins' words for the user, beside Ansible's output. */
  readonly #log: SinkLog = {
    info: (message) => void (this.#isQuiet || process.stderr.write(`callboard: ${message}\n`)),
    warn: (message) => void (this.#isQuiet || process.stderr.write(`callboard: ${message}\n`)),
  };

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

  #append(status: RunnerStatus): void {
    this.last = status;
    this.#journal.append('status', JSON.stringify(status));
  }

  #failFrom(code: CallboardError['code'], thrown: unknown): void {
    this.#fail(
      thrown instanceof CallboardError ? thrown : new CallboardError(code, describeThrown(thrown), { cause: thrown }),
    );
  }

  /** The runner itself failed: the play is stopped, and the first failure is the one that is told. */
  #fail(error: CallboardError): void {
    this.#failure ??= error;
    this.stop('error');
  }
}
