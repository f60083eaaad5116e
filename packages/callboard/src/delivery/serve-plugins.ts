import { dirname } from 'node:path';
import type { RunnerConfig, SinkLog } from '@callboard/contract';
import { CallboardError, describeThrown } from '../errors.js';
import { followWriter } from '../journal/follow-journal.js';
import type { JournalWriter } from '../journal/write-journal.js';
import { PluginServer } from '../readers/serve-plugin.js';
import type { ReadyPlugin } from './choose-plugins.js';
import type { LiveDeliveries } from './deliver-live.js';
import { followDurable } from './durable-records.js';
import type { ReadySink } from './open-sink.js';
import { describeReceipt, type Receipt } from './receipt.js';

export interface PluginCrewOptions {
  readonly plugins: readonly ReadyPlugin[];
  readonly config: RunnerConfig;
  readonly log: SinkLog;
  /** A plugin failed whose failure is the run's. */
  readonly onFailure: (error: CallboardError) => void;
}

/**
 * All plugins of a run: handlers are called as records appear, sinks are handed them when they are durable. The
 * machinery of deliveries is loaded only where there is a sink: most of Ansible's waiting for us would be that.
 */
export class PluginCrew {
  readonly #options: PluginCrewOptions;
  readonly #servers: PluginServer[];
  #deliveries: LiveDeliveries | undefined;
  #serving: Promise<unknown> = Promise.resolve();
  #earlier: Promise<unknown> = Promise.resolve();
  readonly #stopEarlier: AbortController = new AbortController();

  constructor(options: PluginCrewOptions) {
    const { plugins, config } = options;
    this.#options = options;
    this.#servers = plugins.flatMap((plugin) =>
      plugin.kind === 'handlers'
        ? new PluginServer({ plugin, config, onFailure: (error) => this.#judge(plugin, error) })
        : [],
    );
  }

  /** Throws ERR_PLUGIN_OPEN where a plugin cannot begin and its failure is the run's. */
  async open(): Promise<void> {
    for (const server of this.#servers) {
      await server.open().catch((thrown) => {
        if (server.isDecisive || !(thrown instanceof CallboardError)) throw thrown;
        this.#options.log.warn(thrown.message);
      });
    }
    if (this.#options.plugins.some(({ kind }) => kind === 'sink')) await this.#openDeliveries();
  }

  async #openDeliveries(): Promise<void> {
    const { plugins, config, log } = this.#options;
    const { LiveDeliveries } = await import('./deliver-live.js');
    this.#deliveries = new LiveDeliveries({ ...config, log });
    await this.#deliveries.open(plugins);
  }

  start(journal: JournalWriter): void {
    this.#serving = Promise.all(this.#servers.map((server) => server.serve(followWriter(journal))));
    this.#deliveries?.start(
      (from) => followDurable(journal, from),
      () => journal.durable,
    );
    this.#earlier = this.#deliverEarlierRuns().catch((thrown) => this.#options.log.warn(describeThrown(thrown)));
  }

  /** Resolves when every plugin whose failure is the run's has had the records up to `n`. */
  async reach(n: number): Promise<void> {
    await Promise.all(this.#servers.filter((server) => server.isDecisive).map((server) => server.reach(n)));
  }

  get receipts(): Receipt[] {
    return this.#deliveries?.receipts ?? [];
  }

  /** Lets everybody come to an end after the journal has: handlers have had everything, sinks as far as time allows. */
  async finish(): Promise<Receipt[]> {
    await this.#serving;
    await Promise.all(this.#servers.map((server) => server.close()));
    const receipts = (await this.#deliveries?.drain()) ?? [];
    this.#stopEarlier.abort();
    await this.#earlier;
    return receipts;
  }

  /** What is owed of earlier runs, for the sinks whose settings say so, while this run goes on and at its pace. */
  async #deliverEarlierRuns(): Promise<void> {
    const { plugins, config, log } = this.#options;
    const sinks = plugins.filter((plugin) => plugin.kind === 'sink' && plugin.options.deliver_owed) as ReadySink[];
    if (sinks.length === 0) return;
    const [{ findRuns }, { deliverRuns }] = await Promise.all([
      import('../retrieval/find-runs.js'),
      import('./deliver-recorded.js'),
    ]);
    const runs = (await findRuns(dirname(config.artifactDir))).filter(({ ident }) => ident !== config.ident);
    const onReceipt = (receipt: Receipt): void => log.info(`${receipt.ident}: ${describeReceipt(receipt)}`);
    const { privateDataDir, settings } = config;
    const findPace = (sink: string) => this.#deliveries?.findPaceOfEarlier(sink);
    const stop = this.#stopEarlier.signal;
    await deliverRuns(runs, sinks, { privateDataDir, settings, log, onReceipt, findPace, stop });
  }

  #judge(plugin: ReadyPlugin, error: CallboardError): void {
    if (plugin.options.on_plugin_error === 'fail') this.#options.onFailure(error);
    else this.#options.log.warn(`${error.message} (on_plugin_error: continue)`);
  }
}
