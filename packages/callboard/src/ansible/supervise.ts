import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonDir } from '../config/build-environment.js';
import type { Plan } from '../config/prepare.js';
import { CallboardError } from '../errors.js';
import type { LifeSign } from '../journal/life-sign.js';
import { connectStreams, describeStreams, listStdio } from './command-streams.js';
import { findPython } from './find-python.js';

/** How Ansible ended, as the supervisor tells it. Times in seconds, sizes in bytes. */
export interface ExitReport {
  readonly code: number | null;
  /** The signal's name, e.g. SIGKILL, where one ended it. */
  readonly signal: string | null;
  /** Why it was stopped; null where it ended by itself. */
  readonly cause: string | null;
  /** From its start to its end; null where it did not get that far. */
  readonly elapsed?: number | null;
  readonly utime: number;
  readonly stime: number;
  readonly maxrss: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Processes of the play that could not be ended. */
  readonly survivors: readonly number[];
  /** How much was written to its files. */
  readonly terminalBytes: number;
  readonly stderrBytes: number;
}

export interface PromptNotice {
  readonly text: string;
  readonly answered: boolean;
}

export interface SupervisorEvents {
  /** There is more on disk. Told seldom enough that nobody needs to throttle it. */
  readonly onMore: () => void;
  readonly onPrompt: (prompt: PromptNotice) => void;
}

interface Message {
  readonly started?: unknown;
  readonly more?: number;
  readonly prompt?: PromptNotice;
  readonly refused?: { readonly code: string; readonly pattern?: string; readonly message: string };
  readonly exit?: ExitReport;
}

/**
 * The process that owns Ansible's terminal and process tree. It is started in a session of its own, so that a Ctrl-C
 * meant for us doesn't reach Ansible behind our back; when our end of the control socket closes it ends the play.
 *
 * It boots while the runner still prepares, and runs nothing until `launch()`.
 */
export class Supervisor {
  /** Resolves when Ansible runs, or could not be found. Rejects where the supervisor could not do its work. */
  readonly started: Promise<void>;
  /** Resolves when Ansible's whole output is on disk. Rejects where the supervisor itself failed. */
  readonly exit: Promise<ExitReport>;
  readonly pid: number | undefined;
  readonly #plan: Plan;
  readonly #control: Socket | undefined;
  #confirmStart: () => void = () => undefined;
  #launched = false;
  #earlyStop: string | undefined;
  #report: ExitReport | undefined;
  #refusal: CallboardError | undefined;
  #complaints = '';

  /** The life sign is the supervisor's, too: while it lives, the run is not lost. */
  constructor(plan: Plan, lifeSign: LifeSign | undefined) {
    this.#plan = plan;
    const booted = this.#boot(plan, lifeSign);
    this.pid = booted?.pid;
    this.#control = booted?.stdio[3] as Socket | undefined;
    // The supervisor may be gone while we write; its exit says why.
    this.#control?.on('error', () => undefined);
    const ended = booted ? this.#waitForEnd(booted) : Promise.resolve();
    this.started = new Promise((resolve, reject) => {
      this.#confirmStart = resolve;
      void ended.then(() => (this.#report ? resolve() : reject(this.#explainEnd())));
    });
    this.started.catch(() => undefined);
    this.exit = ended.then(() => {
      if (this.#report) return this.#report;
      throw this.#explainEnd();
    });
    this.exit.catch(() => undefined);
  }

  /** Has Ansible started. Until then the supervisor only waits: whoever is lost before leaves nothing running. */
  launch(events: SupervisorEvents): void {
    this.#listen(events);
    this.#control?.write(`${JSON.stringify({ spec: describeLaunch(this.#plan) })}\n`);
    this.#launched = true;
    if (this.#earlyStop !== undefined) this.stop(this.#earlyStop);
  }

  get launched(): boolean {
    return this.#launched;
  }

  /** Ends the whole process tree: SIGTERM, then SIGKILL after the grace period. A second call doesn't wait. */
  stop(cause: string): void {
    if (!this.#launched) this.#earlyStop ??= cause;
    else if (this.#control?.writable) this.#control.write(`${JSON.stringify({ stop: { cause } })}\n`);
  }

  /** Lets it go where it turned out that there is nothing to launch. */
  dismiss(): void {
    if (!this.#launched) this.#control?.destroy();
  }

  /** Undefined where there is no Python; that is told where the end is awaited. */
  #boot(plan: Plan, lifeSign: LifeSign | undefined): ChildProcess | undefined {
    try {
      const python = findPython(plan.command[0] ?? '', (plan.launch ?? plan).env);
      const booted = spawn(python, ['-I', '-S', join(pythonDir, 'supervisor.py')], {
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe', 'pipe', lifeSign?.fd ?? 'ignore', ...listStdio(plan.streams)],
      });
      connectStreams(booted, plan.streams);
      return booted;
    } catch (thrown) {
      if (!(thrown instanceof CallboardError)) throw thrown;
      this.#refusal = thrown;
      return undefined;
    }
  }

  async #waitForEnd(booted: ChildProcess): Promise<void> {
    booted.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-4096);
    });
    await new Promise<void>((resolve) => {
      booted.once('error', (error) => {
        this.#complaints += error.message;
        resolve();
      });
      booted.once('close', () => resolve());
    });
  }

  #listen(events: SupervisorEvents): void {
    if (!this.#control) return;
    const lines = createInterface({ input: this.#control });
    // It passes on the socket's errors, of which the supervisor's exit tells all that is to be known.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const message = JSON.parse(line) as Message;
      if (message.more !== undefined) events.onMore();
      if (message.started) this.#confirmStart();
      if (message.prompt) events.onPrompt(message.prompt);
      if (message.refused) this.#refusal = explainRefusal(message.refused);
      if (message.exit) this.#report = message.exit;
    });
  }

  #explainEnd(): CallboardError {
    if (this.#refusal) return this.#refusal;
    const complaint = this.#complaints.trim() || 'it said nothing';
    return new CallboardError('ERR_SUPERVISOR', `The supervisor of Ansible ended unexpectedly: ${complaint}`);
  }
}

function explainRefusal(refused: NonNullable<Message['refused']>): CallboardError {
  if (refused.code !== 'ERR_PROMPT_PATTERN') return new CallboardError('ERR_SUPERVISOR', refused.message);
  return new CallboardError('ERR_PROMPT_PATTERN', `${refused.message} The pattern: ${JSON.stringify(refused.pattern)}`);
}

/** The supervisor's first message. It goes through the socket, because it holds secrets. */
function describeLaunch(plan: Plan): Record<string, unknown> {
  const { settings, options, spool } = plan;
  const timeout = options.timeout || undefined;
  const isTerminal = plan.mode === 'pty';
  return {
    command: plan.command,
    env: (plan.launch ?? plan).env,
    cwd: (plan.launch ?? plan).cwd,
    wrapper: plan.wrapper ?? '',
    engine: plan.engine ?? null,
    mode: plan.mode,
    ...settings.terminal,
    terminal: spool.terminal,
    stderr: spool.stderr,
    exitFile: spool.exit,
    nonce: plan.nonce,
    prompts: isTerminal ? plan.prompts : [],
    promptReportAfter: settings.pexpectTimeout,
    jobTimeout: timeout ?? (isTerminal ? settings.jobTimeout : settings.subprocessTimeout) ?? null,
    idleTimeout: (isTerminal ? settings.idleTimeout : undefined) ?? null,
    stopGrace: settings.stopGrace,
    streams: describeStreams(plan.streams),
    feeds: plan.feeds,
    transients: plan.transients,
    scratch: plan.scratch ?? null,
  };
}
