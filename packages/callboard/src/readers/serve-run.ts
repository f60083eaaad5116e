import type { RunnerConfig, SinkLog } from '@callboard/contract';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { writeStdout } from '../artifacts/write-stdout.js';
import type { Plan } from '../config/prepare.js';
import type { Receipt } from '../delivery/receipt.js';
import { PluginCrew } from '../delivery/serve-plugins.js';
import { showDrain } from '../delivery/show-drain.js';
import type { CallboardError } from '../errors.js';
import { followWriter } from '../journal/follow-journal.js';
import type { JournalWriter } from '../journal/write-journal.js';
import { keepEventFiles } from './keep-event-files.js';
import { HandlerServer } from './serve-handlers.js';

/** What the readers need to know of a run. */
export type ServedPlan = Pick<Plan, 'options' | 'settings' | 'mode' | 'artifactDir' | 'plugins'>;

/** Whoever runs it learns from these what went wrong. */
export interface ReaderAlarms {
  /** A handler or a plugin threw. */
  readonly onFailure: (error: CallboardError) => void;
  /** An artifact could not be written. */
  readonly onWriteFailure: (thrown: unknown) => void;
}

/** Everybody who reads a run's journal while it is written, whoever writes it: artifacts, screen, handlers, plugins. */
export class RunReaders {
  readonly #plan: ServedPlan;
  readonly #journal: JournalWriter;
  readonly #alarms: ReaderAlarms;
  readonly #handlers: HandlerServer;
  readonly #plugins: PluginCrew;
  #serving: Promise<unknown> = Promise.resolve();

  constructor(plan: ServedPlan, journal: JournalWriter, config: RunnerConfig, alarms: ReaderAlarms) {
    const { onFailure } = alarms;
    this.#plan = plan;
    this.#journal = journal;
    this.#alarms = alarms;
    const jobEvents = plan.options.eventHandler && this.#jobEvents;
    this.#handlers = new HandlerServer({ ...plan.options, config, jobEvents, onThrow: onFailure });
    this.#plugins = new PluginCrew({ plugins: plan.plugins, config, log: this.log, onFailure });
  }

  start(): void {
    const { options, settings, mode, artifactDir } = this.#plan;
    const shown = writeStdout(followWriter(this.#journal), {
      path: settings.suppressOutputFile ? undefined : findArtifacts(artifactDir).stdout,
      screen: this.#isQuiet ? undefined : process.stdout,
      jsonMode: options.jsonMode ?? false,
      lineEnd: mode === 'pty' ? '\r\n' : '\n',
    });
    const served = this.#handlers.serve(followWriter(this.#journal));
    const readers = [shown, served];
    // Of a run with an event handler, that decides which there are.
    if (this.#jobEvents && !options.eventHandler) readers.push(keepEventFiles(this.#journal, this.#jobEvents));
    this.#serving = Promise.all(readers.map((reader) => reader.catch(this.#alarms.onWriteFailure)));
  }

  /** Throws ERR_PLUGIN_OPEN where a plugin cannot begin and its failure is the run's. */
  async startPlugins(): Promise<void> {
    await this.#plugins.open();
    this.#plugins.start(this.#journal);
  }

  /** Handlers see every event before the last status is decided: one that throws changes it. */
  async catchUp(): Promise<void> {
    const { options, plugins } = this.#plan;
    if (!options.eventHandler && !options.statusHandler && plugins.length === 0) return;
    await this.#journal.flush().catch(() => undefined);
    const { written } = this.#journal;
    await Promise.all([this.#handlers.reach(written), this.#plugins.reach(written)]);
  }

  /** Resolves when artifacts and handlers have had everything: call it when the journal is closed. */
  async end(): Promise<void> {
    await this.#serving;
  }

  /** What is owed when their time is up is in the receipts. */
  async endPlugins(): Promise<Receipt[]> {
    const stopShowing = showDrain(() => this.#plugins.receipts, this.#journal.durable, this.log.info);
    try {
      return await this.#plugins.finish();
    } finally {
      stopShowing();
    }
  }

  /** Where the events' files go; undefined where the settings don't want any. */
  get #jobEvents(): string | undefined {
    return this.#plan.settings.suppressEventFiles ? undefined : findArtifacts(this.#plan.artifactDir).jobEvents;
  }

  get #isQuiet(): boolean {
    return this.#plan.settings.suppressAnsibleOutput ?? this.#plan.options.quiet ?? true;
  }

  /** Words for the user, beside Ansible's output. */
  readonly log: SinkLog = {
    info: (message) => void (this.#isQuiet || process.stderr.write(`callboard: ${message}\n`)),
    warn: (message) => void (this.#isQuiet || process.stderr.write(`callboard: ${message}\n`)),
  };
}
