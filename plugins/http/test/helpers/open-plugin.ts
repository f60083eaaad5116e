import type { Delivery, DeliveryResult, SinkContext } from '@callboard/contract';
import plugin from '#http/plugin.js';
import { settings as schema } from '#http/settings.js';

/** A record as the runner would hand it over. */
export function makeRecord(
  n: number,
  data: Record<string, unknown> = { uuid: `u${n}`, counter: n, event: 'verbose' },
): Delivery {
  const kind = 'status' in data ? 'status' : 'event';
  return { id: `demo:${n}`, n, at: '2026-01-01T00:00:00.000Z', kind, json: JSON.stringify(data), data: data as never };
}

export interface OpenPlugin {
  send(batch: readonly Delivery[], more?: { signal?: AbortSignal; attempt?: number }): Promise<DeliveryResult>;
  close(): Promise<void>;
  readonly warnings: string[];
  /** Everything that was traced. */
  readonly traced: string[];
}

/** The plugin, opened as the runner opens it. Proxies of the environment count only where a test says so. */
export async function openPlugin(given: Record<string, unknown>): Promise<OpenPlugin> {
  const defaults = Object.entries(schema).flatMap(([name, setting]) =>
    'default' in setting ? [[name, setting.default]] : [],
  );
  const settings = { ...Object.fromEntries(defaults), runner_http_proxy: 'none', ...given };
  if (settings.runner_http_proxy === undefined) delete settings.runner_http_proxy;
  const warnings: string[] = [];
  const traced: string[] = [];
  const context = {
    ident: 'demo',
    settings,
    allSettings: {},
    privateDataDir: '/nowhere',
    artifactDir: '/nowhere',
    log: { info: () => undefined, warn: (message: string) => warnings.push(message) },
    trace: (what: string, text: string) => traced.push(`${what}: ${text}`),
  } as unknown as SinkContext<typeof schema>;
  const session = await plugin.open!(context);
  return {
    send: async (batch, { signal = new AbortController().signal, attempt = 1 } = {}) =>
      await plugin.deliver(batch, { ...context, session, signal, attempt }),
    close: async () => await plugin.close!({ ...context, session }),
    warnings,
    traced,
  };
}

/** Opens it, sends one batch, closes it. */
export async function sendOnce(
  given: Record<string, unknown>,
  batch: readonly Delivery[] = [makeRecord(1)],
): Promise<DeliveryResult> {
  const opened = await openPlugin(given);
  try {
    return await opened.send(batch);
  } finally {
    await opened.close();
  }
}
