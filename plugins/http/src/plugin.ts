import { type BatchLimits, defineSink } from '@callboard/contract';
import type { Session } from './session.js';
import { type HttpSchema, settings } from './settings.js';

/** Some receivers take no more than 1 MB (nginx's default), envelopes included. */
const batchBytes = 768 * 1024;

/**
 * Sends records to an HTTP receiver, by default exactly as Python's ansible-runner-http does: one POST each, in order.
 * This module is loaded at every run: whatever is heavy waits for `open`.
 */
const plugin: ReturnType<typeof defineSink<HttpSchema, Session>> = defineSink({
  name: 'http',
  settings,
  batch: ({ runner_http_format: format }): BatchLimits =>
    format === 'json' || format === 'cloudevents' || format === 'cloudevents-binary'
      ? { records: 1 }
      : { records: 100, bytes: batchBytes },
  async open(context): Promise<Session> {
    const { openSession } = await import('./open-session.js');
    return await openSession(context);
  },
  deliver: (batch, context) => context.session.deliver(batch, context),
  async close({ session }) {
    await session.close();
  },
});

export default plugin;
