import type { JsonObject, RunnerConfig } from '@callboard/contract';
import type { ReadyPlugin } from '../delivery/choose-plugins.js';
import { CallboardError, describeThrown } from '../errors.js';
import type { RawRecord } from '../journal/record.js';
import { Progress } from './progress.js';

export type HandlerPlugin = Extract<ReadyPlugin, { kind: 'handlers' }>;

export interface PluginServerOptions {
  readonly plugin: HandlerPlugin;
  readonly config: RunnerConfig;
  /** A handler threw or took too long. The plugin is not called again; everything else goes on. */
  readonly onFailure: (error: CallboardError) => void;
}

/** Calls one plugin's handlers in the journal's order, each within its time. */
export class PluginServer {
  readonly #options: PluginServerOptions;
  readonly #progress: Progress = new Progress();
  #failed = false;

  constructor(options: PluginServerOptions) {
    const { config, plugin } = options;
    // All of `env/settings`, as Python's plugins get them, but what the plugin declares is as it was resolved.
    const settings = { ...config.settings, ...(plugin.values as JsonObject) };
    this.#options = { ...options, config: { ...config, settings } };
  }

  /** Whether its failure is the run's, so that the run's last status waits for it. */
  get isDecisive(): boolean {
    return this.#options.plugin.options.on_plugin_error === 'fail';
  }

  /** Throws ERR_PLUGIN_OPEN. */
  async open(): Promise<void> {
    const { plugin, config } = this.#options;
    try {
      await this.#limit(Promise.resolve(plugin.handlers.open?.(config)), 'open');
    } catch (thrown) {
      this.#failed = true;
      const message = `The plugin ${plugin.name} cannot begin: ${describeThrown(thrown)}`;
      throw new CallboardError('ERR_PLUGIN_OPEN', message, { cause: thrown });
    }
  }

  async serve(batches: AsyncIterable<readonly RawRecord[]>): Promise<void> {
    try {
      for await (const records of batches) {
        for (const record of records) {
          if (this.#failed) return;
          await this.#call(record);
          this.#progress.advance(record.n);
        }
      }
    } finally {
      this.#progress.end();
    }
  }

  /** Resolves when record `n` has been served, or nothing more will be. */
  reach(n: number): Promise<void> {
    return this.#progress.reach(n);
  }

  async close(): Promise<void> {
    const { plugin, config } = this.#options;
    try {
      await this.#limit(Promise.resolve(plugin.handlers.close?.(config)), 'close');
    } catch (thrown) {
      this.#fail('close', thrown);
    }
  }

  async #call({ kind, data }: RawRecord): Promise<void> {
    const { plugin, config } = this.#options;
    const { statusHandler, eventHandler } = plugin.handlers;
    const name = kind === 'status' ? 'statusHandler' : 'eventHandler';
    try {
      const answer =
        kind === 'status' ? statusHandler?.(config, JSON.parse(data)) : eventHandler?.(config, JSON.parse(data));
      if (isThenable(answer)) await this.#limit(Promise.resolve(answer), name);
    } catch (thrown) {
      this.#fail(name, thrown);
    }
  }

  #fail(handler: string, thrown: unknown): void {
    this.#failed = true;
    const { plugin, onFailure } = this.#options;
    const message = `The ${handler} of the plugin ${plugin.name} threw: ${describeThrown(thrown)}`;
    onFailure(new CallboardError('ERR_PLUGIN_THREW', message, { cause: thrown }));
  }

  async #limit(work: Promise<unknown>, what: string): Promise<void> {
    const seconds = this.#options.plugin.options.handler_timeout;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`${what} took longer than ${seconds} s (handler_timeout)`);
      timer = setTimeout(() => reject(error), seconds * 1000);
    });
    try {
      await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Also a promise of another library, or of another realm. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}
