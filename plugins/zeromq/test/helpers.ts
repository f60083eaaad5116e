import type { DeliverContext, Delivery, DeliveryResult, SettingsSchema } from '@callboard/contract';
import plugin from '#zeromq/plugin.js';

/** A record as the runner would hand it over. */
export function makeDelivery(n: number, data: Record<string, unknown> = { event: 'verbose', counter: n }): Delivery {
  return {
    id: `demo:${n}`,
    n,
    at: '2026-01-01T00:00:00.000Z',
    kind: 'event',
    json: JSON.stringify(data),
    data: data as never,
  };
}

export interface OpenPlugin {
  deliver(batch: readonly Delivery[], signal?: AbortSignal): Promise<DeliveryResult>;
  close(): Promise<void>;
}

/** The plugin with a session, as the runner opens it. */
export async function openPlugin(settings: Record<string, unknown>): Promise<OpenPlugin> {
  const schema: SettingsSchema = plugin.settings ?? {};
  const defaults = Object.entries(schema).map(([name, setting]) => [name, setting.default]);
  const context = {
    ident: 'demo',
    settings: { ...Object.fromEntries(defaults), ...settings },
    allSettings: {},
    privateDataDir: '/nowhere',
    artifactDir: '/nowhere',
    log: { info: () => undefined, warn: () => undefined },
  };
  const session = await plugin.open?.(context);
  const more = { session, attempt: 1 };
  return {
    deliver: async (batch, signal = new AbortController().signal) =>
      await plugin.deliver(batch, { ...context, ...more, signal } as unknown as DeliverContext<never, never>),
    close: async () => await plugin.close?.({ ...context, ...more } as never),
  };
}
