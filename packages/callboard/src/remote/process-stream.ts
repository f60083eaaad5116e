import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isTerminalStatus, type JsonObject, type RunnerStatus, type TerminalStatusName } from '@callboard/contract';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import type { Claim } from '../artifacts/claim-artifacts.js';
import { writeBeginning } from '../artifacts/write-beginning.js';
import { writePrivate } from '../artifacts/write-private.js';
import type { Plan } from '../config/prepare.js';
import type { RunEnd } from '../decide-end.js';
import { describeStarting } from '../describe-run.js';
import { CallboardError } from '../errors.js';
import { normaliseEvent } from '../journal/normalise-event.js';
import type { JournalWriter } from '../journal/write-journal.js';
import { explainThrow } from '../readers/serve-handlers.js';
import type { Redactor } from '../redact/redact.js';
import type { RunCourse } from '../run-course.js';
import type { Run, RunResult } from '../run-handle.js';
import { RunKeeper, type RunMeasures } from '../run-keeper.js';
import { watchForStop } from '../watch-for-stop.js';
import { receiveArchive } from './archive/receive-archive.js';
import type { LineOrFault } from './process.js';
import type { StreamReader } from './stream/read-stream.js';

/** Of a worker's artifacts, what is made here from the records: masked, and of the same form as every run's. */
const madeHere = /^(journal\.ndjson|job_events|spool|spool\.discarded|delivery|command|status|stdout)(\/|$)/;
const usualCodes: Readonly<Record<TerminalStatusName, number>> = {
  successful: 0,
  failed: 1,
  timeout: 254,
  canceled: 254,
  error: 254,
};

export interface RemoteInput {
  readonly input: Readable;
  readonly stream: StreamReader;
  readonly lines: AsyncIterable<LineOrFault>;
}

/** Sees a run through that a worker runs elsewhere: its stream goes into the journal, and the readers do the rest. */
export class RemoteConductor {
  readonly course: RunCourse;
  readonly #plan: Plan;
  readonly #journal: JournalWriter;
  readonly #keeper: RunKeeper;
  readonly #redactor: Redactor;
  readonly #remote: RemoteInput;
  readonly #startedAt: number = Date.now();
  #events = 0;
  #canceled = false;
  /** The worker's last status: written down when everything else has come. */
  #last: JsonObject | undefined;

  constructor(plan: Plan, claim: Claim, remote: RemoteInput) {
    this.#plan = plan;
    this.#journal = claim.journal;
    this.#remote = remote;
    this.#keeper = new RunKeeper(plan, claim, () => this.#stopReading());
    this.#redactor = this.#keeper.redactor;
    this.course = this.#keeper.course;
  }

  /** Nobody listens to the worker any more; ours then cancels the play. */
  cancel(): void {
    this.#canceled = true;
    this.#stopReading();
  }

  async conduct(run: Run): Promise<RunResult> {
    this.#keeper.readers.start();
    await this.#receive();
    return await this.#keeper.conclude(
      run,
      () => this.#decideEnd(),
      () => this.#measure(),
    );
  }

  async #receive(): Promise<void> {
    const stopWatching = watchForStop(this.#plan.options, {
      cancel: () => this.cancel(),
      fail: (thrown) => this.course.fail(explainThrow('cancelCallback', thrown)),
    });
    try {
      const starting = describeStarting(this.#plan, this.#redactor);
      await writeBeginning(this.#plan, starting);
      await this.#keeper.readers.startPlugins();
      for await (const line of this.#remote.lines) {
        if (this.#canceled || this.course.failure) break;
        await this.#take(line);
      }
    } catch (thrown) {
      if (!this.#canceled) this.course.failFrom('ERR_STREAM', this.#addLastStatus(thrown));
    } finally {
      stopWatching();
      this.#stopReading();
    }
  }

  async #take(line: LineOrFault): Promise<void> {
    if (line.kind === 'event') {
      const event = normaliseEvent(line.event, line.text);
      if (event === undefined) throw this.#remote.stream.fault('has an event without a proper uuid and counter');
      this.#events += 1;
      this.#journal.append('event', this.#redactor.json(event));
      await this.#journal.waitForRoom();
    } else if (line.kind === 'status') this.#takeStatus(line.status);
    else if (line.kind === 'archive') await this.#takeArtifacts(line.length);
    else if (line.kind === 'fault') throw line.error;
    else if (line.kind === 'kwargs') throw this.#remote.stream.fault('is a job for a worker, not what a worker says');
  }

  #takeStatus(status: JsonObject): void {
    const name = String(status['status']);
    if (name === 'starting') this.course.append(describeStarting(this.#plan, this.#redactor));
    else if (name === 'running')
      this.course.append(JSON.parse(this.#redactor.json(JSON.stringify(status))) as RunnerStatus);
    else if (isTerminalStatus(name as TerminalStatusName)) this.#last = status;
    else throw this.#remote.stream.fault(`has a status that there is not: ${JSON.stringify(name.slice(0, 80))}`);
  }

  async #takeArtifacts(length: number): Promise<void> {
    const { artifactDir } = this.#plan;
    await receiveArchive(this.#remote.stream, length, artifactDir, { wants: (path) => !madeHere.test(path) });
    const { stderr } = findArtifacts(artifactDir);
    const text = await readFile(stderr, 'utf8').catch(() => undefined);
    if (text !== undefined) await writePrivate(stderr, this.#redactor.text(text));
  }

  /** A play that ended well and then lost its artifacts is not one that was cut off in the middle. */
  #addLastStatus(thrown: unknown): unknown {
    if (!this.#last || !(thrown instanceof CallboardError)) return thrown;
    const message = `${thrown.message} The worker had said before: ${String(this.#last['status'])}.`;
    return new CallboardError(thrown.code, message, { cause: thrown });
  }

  async #decideEnd(): Promise<RunEnd> {
    const { course } = this;
    if (this.#canceled && !course.failure) return { status: 'canceled', rc: 254 };
    if (!course.failure && !this.#last) {
      course.fail(
        new CallboardError('ERR_STREAM', 'The stream ended in order, but without a last status of the worker.'),
      );
    }
    const status = (this.#last?.['status'] ?? 'error') as TerminalStatusName;
    if (status === 'error') course.fail(this.#explainError());
    const rc = (await this.#readRc()) ?? usualCodes[status];
    return { status: course.failure ? 'error' : status, rc };
  }

  #explainError(): CallboardError {
    const { job_explanation, result_traceback } = this.#last ?? {};
    const why = typeof job_explanation === 'string' ? job_explanation : 'it did not say why.';
    const trace = typeof result_traceback === 'string' ? `\n${result_traceback}` : '';
    return new CallboardError('ERR_WORKER', this.#redactor.text(`The worker's runner failed: ${why}${trace}`));
  }

  /** Among the artifacts; statuses don't tell it. */
  async #readRc(): Promise<number | undefined> {
    const text = await readFile(join(this.#plan.artifactDir, 'rc'), 'utf8').catch(() => '');
    return /^\d{1,3}$/.test(text.trim()) ? Number(text) : undefined;
  }

  #measure(): RunMeasures {
    const durationSeconds = (Date.now() - this.#startedAt) / 1000;
    return { eventCount: this.#events, durationSeconds, cpuSeconds: 0 };
  }

  #stopReading(): void {
    this.#remote.input.destroy();
  }
}
