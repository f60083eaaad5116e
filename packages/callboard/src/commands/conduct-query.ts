import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StatusName } from '@callboard/contract';
import { endLeftProcesses } from '../ansible/end-left-processes.js';
import { type ExitReport, type PromptNotice, Supervisor } from '../ansible/supervise.js';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { leaveArtifacts } from '../artifacts/leave-artifacts.js';
import { removeTemporary } from '../artifacts/remove-temporary.js';
import { writeBeginning } from '../artifacts/write-beginning.js';
import { writeOutput } from '../artifacts/write-output.js';
import type { Plan } from '../config/complete-plan.js';
import { decideEnd } from '../decide-end.js';
import { describeStarting } from '../describe-run.js';
import { CallboardError, describeThrown, systemCode } from '../errors.js';
import { listTransientStaging, makeStaging, removeStaging } from '../isolation/staging.js';
import { explainThrow } from '../readers/serve-handlers.js';
import { createRedactor, type Redactor } from '../redact/redact.js';
import { watchForStop } from '../watch-for-stop.js';
import type { CommandOutput } from './command-error.js';
import { readOutput } from './read-output.js';

/** A command whose output is wanted whole: without journal, events, handlers and plugins. */
export class QueryConductor {
  readonly plan: Plan;
  readonly redactor: Redactor;
  readonly #supervisor: Supervisor;
  #status: StatusName = 'starting';
  #failure: CallboardError | undefined;
  /** What the command waits for in vain. */
  prompt: string | undefined;

  constructor(plan: Plan) {
    this.plan = plan;
    this.redactor = createRedactor(plan.secrets);
    this.#supervisor = new Supervisor(plan, undefined);
  }

  get status(): StatusName {
    return this.#status;
  }

  /** Throws where the command could not be watched over; one that fails has an output like any other. */
  async conduct(): Promise<CommandOutput> {
    const { plan, redactor } = this;
    try {
      await this.#makePlaces();
      await writeBeginning(plan, describeStarting(plan, redactor));
      const exit = await this.#runCommand();
      const output = { ...decideEnd(exit), stdout: this.read('terminal'), stderr: this.read('stderr') };
      if (!plan.settings.suppressOutputFile) await this.#keepStdout();
      await leaveArtifacts(plan, output, redactor);
      this.#status = output.status;
      if (this.#failure) throw this.#failure;
      if (output.status === 'error') throw explainError(exit);
      return output;
    } catch (thrown) {
      this.#status = 'error';
      throw thrown;
    } finally {
      this.#supervisor.dismiss();
      await this.#removeTransients();
    }
  }

  /** Ends the whole process tree. */
  stop(): void {
    this.#supervisor.stop('canceled');
  }

  /** What it has said so far. */
  read(stream: 'terminal' | 'stderr'): string {
    const text = readOutput(this.plan.spool[stream], this.plan.nonce);
    return this.plan.mode === 'pty' ? text.replaceAll('\r\n', '\n') : text;
  }

  async #makePlaces(): Promise<void> {
    const { spool, staging, artifactRoot, artifactDir, ident } = this.plan;
    await mkdir(artifactRoot, { recursive: true, mode: 0o700 });
    await mkdir(artifactDir, { mode: 0o700 }).catch((thrown) => {
      if (systemCode(thrown) === 'EEXIST') {
        const message = `There is ${artifactDir} already. Choose another ident than ${JSON.stringify(ident)}, or remove it.`;
        throw new CallboardError('ERR_IDENT_IN_USE', message);
      }
      throw new CallboardError('ERR_ARTIFACT_WRITE', describeThrown(thrown), { cause: thrown });
    });
    await mkdir(spool.directory, { mode: 0o700 });
    for (const place of staging) await makeStaging(place);
  }

  async #runCommand(): Promise<ExitReport> {
    const stopWatching = watchForStop(this.plan.options, {
      cancel: () => this.stop(),
      fail: (thrown) => this.#fail(explainThrow('cancelCallback', thrown)),
    });
    try {
      this.#supervisor.launch({ onMore: () => undefined, onPrompt: (prompt) => this.#notePrompt(prompt) });
      await this.#supervisor.started;
      this.#status = 'running';
      return await this.#supervisor.exit;
    } catch (thrown) {
      // Lost without a word, it can't have ended the command.
      await endLeftProcesses(this.plan.nonce, this.plan.engine?.remove);
      throw thrown;
    } finally {
      stopWatching();
    }
  }

  #fail(failure: CallboardError): void {
    this.#failure ??= failure;
    this.stop();
  }

  /** Nobody sees the question, so nobody will answer it. */
  #notePrompt({ text, answered }: PromptNotice): void {
    if (answered) return;
    this.prompt = text.trim();
    this.stop();
  }

  /** Also where the supervisor, whose they are, was lost. */
  async #removeTransients(): Promise<void> {
    const { transients, feeds, staging } = this.plan;
    const files = [...transients, ...feeds].map(({ path }) => path);
    await removeTemporary(files, [...new Set(files.map((path) => dirname(path)))]);
    await removeStaging(listTransientStaging(staging));
  }

  async #keepStdout(): Promise<void> {
    const { spool, artifactDir, nonce } = this.plan;
    const path = findArtifacts(artifactDir).stdout;
    await writeOutput({ spool: spool.terminal, path, nonce, redactor: this.redactor });
  }
}

function explainError({ cause, error }: ExitReport): CallboardError {
  const code = cause === 'terminal_write_failed' ? 'ERR_TERMINAL_WRITE' : 'ERR_SUPERVISOR';
  return new CallboardError(code, error?.message ?? 'The command was stopped for an unknown reason.');
}
