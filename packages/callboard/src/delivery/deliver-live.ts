import { setTimeout as wait } from 'node:timers/promises';
import { CallboardError, describeThrown } from '../errors.js';
import { tryLock } from '../journal/hold-lock.js';
import type { ReadyPlugin } from './choose-plugins.js';
import { type RecordsFrom, RunDelivery } from './deliver-run.js';
import { findDelivery } from './delivery-paths.js';
import { CursorKeeper } from './keep-cursor.js';
import { DeadLetterBox } from './keep-dead-letters.js';
import { LivePace, type Pace } from './live-pace.js';
import { type OpenSink, openSink, type ReadySink, type SinkRun } from './open-sink.js';
import type { Receipt } from './receipt.js';

/** The deliveries of a run that goes on: one for each sink, each at its own pace. */
export class LiveDeliveries {
  readonly #lines: Line[] = [];
  readonly #failed: Receipt[] = [];
  readonly #run: SinkRun;

  constructor(run: SinkRun) {
    this.#run = run;
  }

  /** Opens every sink. Throws ERR_PLUGIN_OPEN for one whose failure is the run's; the others are closed again. */
  async open(plugins: readonly ReadyPlugin[]): Promise<void> {
    for (const plugin of plugins) {
      if (plugin.kind === 'sink') await this.#openOne(plugin);
    }
  }

  /** `lastDurable` is the number of the last of the records that can be delivered. */
  start(records: RecordsFrom, lastDurable: () => number): void {
    for (const line of this.#lines) line.start(records, lastDurable);
  }

  /** While this run goes on, the pace of what earlier ones owe to that sink; undefined where it does not serve. */
  findPaceOfEarlier(sink: string): Pace | undefined {
    return this.#lines.find(({ name }) => name === sink)?.paceOfEarlier;
  }

  /** How things stand now. */
  get receipts(): Receipt[] {
    return [...this.#failed, ...this.#lines.map((line) => line.receipt)];
  }

  /**
   * Waits for what is still to be delivered, each sink as long as its settings say, then ends it. Call it when the
   * journal has its last record. What is owed then is in the receipts and on disk.
   */
  async drain(): Promise<Receipt[]> {
    await Promise.all(this.#lines.map((line) => line.drain()));
    return this.receipts;
  }

  async #openOne(plugin: ReadySink): Promise<void> {
    try {
      this.#lines.push(await Line.open(plugin, this.#run));
    } catch (thrown) {
      if (plugin.options.on_plugin_error === 'fail') {
        await Promise.all(this.#lines.splice(0).map((line) => line.drain()));
        throw thrown;
      }
      this.#run.log.warn(describeThrown(thrown));
      const keeper = await CursorKeeper.open(
        findDelivery(this.#run.artifactDir, plugin.name),
        plugin.name,
        this.#run.ident,
      );
      keeper.update({ state: 'failed', trouble: describeThrown(thrown) });
      await keeper.saved();
      this.#failed.push(keeper.receipt);
    }
  }
}

/** One sink's delivery of one run. */
class Line {
  readonly #sink: OpenSink;
  readonly #delivery: RunDelivery;
  readonly #stop: AbortController = new AbortController();
  readonly #unlock: () => Promise<void>;
  #work: Promise<unknown> = Promise.resolve();
  #pace: LivePace | undefined;
  /** Where its own files could not be written. */
  #failure: Receipt | undefined;

  private constructor(sink: OpenSink, delivery: RunDelivery, unlock: () => Promise<void>) {
    this.#sink = sink;
    this.#delivery = delivery;
    this.#unlock = unlock;
  }

  static async open(plugin: ReadySink, run: SinkRun): Promise<Line> {
    const paths = findDelivery(run.artifactDir, plugin.name);
    const keeper = await CursorKeeper.open(paths, plugin.name, run.ident);
    const unlock = await tryLock(paths.lock);
    if (!unlock)
      throw new CallboardError('ERR_DELIVERY_BUSY', `Another process delivers ${run.ident} to ${plugin.name}.`);
    try {
      const deadLetters = await DeadLetterBox.open(paths);
      const sink = await openSink(plugin, run);
      return new Line(sink, new RunDelivery(sink, deadLetters, keeper), unlock);
    } catch (thrown) {
      await unlock();
      throw thrown;
    }
  }

  get name(): string {
    return this.#sink.name;
  }

  get paceOfEarlier(): Pace | undefined {
    return this.#pace?.ofEarlier;
  }

  get receipt(): Receipt {
    return this.#failure ?? this.#delivery.receipt;
  }

  start(records: RecordsFrom, lastDurable: () => number): void {
    this.#pace = new LivePace(this.#sink.options, lastDurable);
    this.#work = this.#delivery.run(records, this.#stop.signal, this.#pace).catch(async (thrown) => {
      const trouble = `delivery failed: ${describeThrown(thrown)}`;
      this.#sink.context.log.warn(`${this.#sink.name}: ${trouble}`);
      this.#failure = await this.#delivery.describeFailure(records, trouble);
    });
  }

  async drain(): Promise<void> {
    this.#pace?.end();
    const patience = new AbortController();
    const limitMs = this.#sink.options.drain_timeout * 1000;
    const tooLate = wait(limitMs, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.#work, tooLate]);
    patience.abort();
    this.#stop.abort();
    await this.#work;
    await this.#sink.close().catch((thrown) => {
      this.#sink.context.log.warn(`${this.#sink.name}: ${describeThrown(thrown)}`);
    });
    await this.#unlock();
  }
}
