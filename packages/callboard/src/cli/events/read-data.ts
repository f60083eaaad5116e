import type { AnyEvent } from '@callboard/contract';

/** What an event tells, by key; its shape is the event's own. Empty where the data was omitted. */
export function readData(event: AnyEvent): Readonly<Record<string, unknown>> {
  return (event.event_data ?? {}) as Readonly<Record<string, unknown>>;
}
