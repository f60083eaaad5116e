import type { DisplayEventData } from './display-events.js';
import type { HostEventData } from './host-events.js';
import type { JsonObject } from './json.js';
import type { LegacyEventData } from './legacy-events.js';
import type { PlaybookEventData } from './playbook-events.js';

/** `event_data` by the event's name, where it is not left out. */
export interface EventDataByName extends PlaybookEventData, HostEventData, DisplayEventData, LegacyEventData {}

/** Every event name that this version knows. */
export type EventName = keyof EventDataByName;

/** What every event says, whatever its name. */
export interface EventEnvelope {
  uuid: string;
  /** 1, 2, 3 … within the run, without gaps. */
  counter: number;
  /** The text shown with the event, colours included, without the line break at its end. */
  stdout: string;
  /** Lines of the run's stdout before this event's text. */
  start_line: number;
  /** Lines of the run's stdout up to the end of this event's text. */
  end_line: number;
  runner_ident: string;
  /** Set where Ansible ran on pipes and the text came on stderr. */
  stream?: 'stderr';
  /** ISO 8601, UTC. */
  created: string;
  /** uuid of the task, play or playbook that this event belongs to. */
  parent_uuid?: string;
  /** Number of `-v` from which on Ansible shows the text. */
  verbosity?: number;
  job_id?: number;
  ad_hoc_command_id?: number;
  project_update_id?: number;
}

/** Full data, or `{}` when the run was asked to omit event data. */
export type MaybeOmitted<Data> = Data | { [Key in keyof Data]?: never };

interface CallbackEvent<Name extends EventName> extends EventEnvelope {
  event: Name;
  /** Process id of Ansible. */
  pid: number;
  event_data: MaybeOmitted<EventDataByName[Name]>;
}

/** Text that no callback announced has neither `pid` nor `event_data`. */
interface VerboseEvent extends EventEnvelope {
  event: 'verbose';
  pid?: number;
  event_data?: MaybeOmitted<EventDataByName['verbose']>;
}

/** The runner's own notices have no `pid`. */
interface WarningEvent extends EventEnvelope {
  event: 'warning';
  pid?: number;
  event_data: MaybeOmitted<EventDataByName['warning']>;
}

interface TextEvents {
  verbose: VerboseEvent;
  warning: WarningEvent;
}

/** The event called `Name`; a union when `Name` is one. */
export type EventOf<Name extends EventName> = Name extends keyof TextEvents ? TextEvents[Name] : CallbackEvent<Name>;

/**
 * An event; narrow it by `event`. Typed by the names that this version knows. A later Ansible may
 * bring others, which are handed out just the same: leave them a `default`, or ask `isKnownEvent`.
 */
export type RunnerEvent = EventOf<EventName>;

/** An event with a name that this version does not know. It is kept and passed on like any other. */
export interface UnknownEvent extends EventEnvelope {
  event: string;
  pid?: number;
  event_data?: JsonObject;
}

/** An event from anywhere; narrow it with `isKnownEvent` or `isEvent`. */
export type AnyEvent = RunnerEvent | UnknownEvent;

/** Names of the events that are about one host. */
export type HostEventName = {
  [Name in EventName]: EventDataByName[Name] extends { host: string } ? Name : never;
}[EventName];

/** An event that is about a host. */
export type HostEvent = EventOf<HostEventName>;

/** The event with its data, when the data is not omitted. */
export type WithEventData<Event extends RunnerEvent> = Event & { event_data: EventDataByName[Event['event']] };
