import type { BatchLimits, Sink, SinkContext } from '@callboard/contract';
import { CallboardError, describeThrown } from '../errors.js';
import { createRedactor } from '../redact/redact.js';
import type { ReadyPlugin } from './choose-plugins.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { BatchSize } from './gather-batches.js';
import type { PluginOptions } from './plugin-options.js';

/** A sink with its connections open. */
export interface OpenSink {
  readonly name: string;
  readonly sink: Sink;
  readonly session: unknown;
  readonly context: SinkContext;
  readonly options: PluginOptions;
  readonly size: BatchSize;
  readonly breaker: CircuitBreaker;
  /** Takes the values of its secret settings out of what it says. */
  readonly mask: (text: string) => string;
  close(): Promise<void>;
}

/** The run that a sink is opened for. */
export interface SinkRun {
  readonly ident: string;
  readonly privateDataDir: string;
  readonly artifactDir: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly log: SinkContext['log'];
  readonly trace?: SinkContext['trace'];
}

export type ReadySink = Extract<ReadyPlugin, { kind: 'sink' }>;

/** How long opening and closing may take. */
const openTimeoutMs = 30_000;
const closeTimeoutMs = 5_000;

/** Opens a sink for a run. Throws ERR_PLUGIN_OPEN. */
export async function openSink(plugin: ReadySink, run: SinkRun): Promise<OpenSink> {
  const { sink, name, options, values } = plugin;
  const { text: mask } = createRedactor(plugin.secrets);
  const log: SinkContext['log'] = {
    info: (message) => run.log.info(mask(message)),
    warn: (message) => run.log.warn(mask(message)),
  };
  const context = { ...run, log, settings: values, allSettings: run.settings } as unknown as SinkContext;
  try {
    const session = await withDeadline(Promise.resolve(sink.open?.(context)), openTimeoutMs, 'it did not open');
    const close = async (): Promise<void> => {
      await withDeadline(Promise.resolve(sink.close?.({ ...context, session })), closeTimeoutMs, 'it did not close');
    };
    return {
      name,
      sink,
      session,
      context,
      options,
      size: chooseSize(plugin),
      breaker: shareBreaker(plugin),
      mask,
      close,
    };
  } catch (thrown) {
    const message = `The plugin ${name} cannot begin: ${mask(describeThrown(thrown))}`;
    throw new CallboardError('ERR_PLUGIN_OPEN', message, { cause: thrown });
  }
}

/** The user's limits before the sink's own. */
function chooseSize({ sink, options, values }: ReadySink): BatchSize {
  const own: BatchLimits = typeof sink.batch === 'function' ? sink.batch(values as never) : (sink.batch ?? {});
  return {
    records: options.batch_records ?? own.records ?? 100,
    bytes: options.batch_bytes ?? own.bytes ?? 1024 * 1024,
    lingerMs: options.batch_linger === undefined ? (own.lingerMs ?? 0) : options.batch_linger * 1000,
  };
}

const breakers = new Map<string, CircuitBreaker>();

/** Runs of one process that deliver to the same place learn from each other that it is down. */
function shareBreaker({ package: { packageName }, values, options }: ReadySink): CircuitBreaker {
  const key = JSON.stringify([packageName, values, options.breaker_failures, options.breaker_pause]);
  const breaker = breakers.get(key) ?? new CircuitBreaker(options.breaker_failures, options.breaker_pause * 1000);
  breakers.set(key, breaker);
  return breaker;
}

async function withDeadline<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
