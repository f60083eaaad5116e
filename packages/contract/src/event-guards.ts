import { eventNames, hostEventNames } from './event-names.js';
import type { AnyEvent, EventName, EventOf, HostEvent, RunnerEvent, WithEventData } from './events.js';

const knownNames: ReadonlySet<string> = new Set(eventNames);
const hostNames: ReadonlySet<string> = new Set(hostEventNames);

/** Whether the event has this name; narrows also where unknown events may come. */
export function isEvent<Name extends EventName>(event: AnyEvent, name: Name): event is EventOf<Name> {
  return event.event === name;
}

/** Whether this version knows the event's name, so that `switch (event.event)` narrows. */
export function isKnownEvent(event: AnyEvent): event is RunnerEvent {
  return knownNames.has(event.event);
}

/** Whether the event is about one host. */
export function isHostEvent(event: AnyEvent): event is HostEvent {
  return hostNames.has(event.event);
}

/** Whether the event came with its data. False under `omitEventData`, and for text outside every callback. */
export function hasEventData<Event extends RunnerEvent>(event: Event): event is WithEventData<Event> {
  return event.event_data !== undefined && Object.keys(event.event_data).length > 0;
}
