import { type ContractVersion, contractVersion } from './contract-version.js';
import type { DeliveryResult } from './delivery-result.js';
import type { AnyEvent } from './events.js';
import type { SettingsOf, SettingsSchema } from './settings.js';
import type { RunnerStatus } from './statuses.js';

/** A durable record on its way to another system; narrow its `data` by `kind`. */
export type Delivery = StatusDelivery | EventDelivery;

export type StatusDelivery = DeliveryOf<'status', RunnerStatus>;
export type EventDelivery = DeliveryOf<'event', AnyEvent>;

interface DeliveryOf<Kind, Data> {
  /** `<ident>:<n>`, the same on every attempt, so that receivers can drop repeats. */
  readonly id: string;
  /** The record's number in the journal. */
  readonly n: number;
  /** When it was recorded: ISO 8601, UTC. */
  readonly at: string;
  readonly kind: Kind;
  /** The status or event as JSON text: what Python's plugins send. Use it where the bytes are all that is needed. */
  readonly json: string;
  /** The same, parsed when it is first asked for. */
  readonly data: Data;
}

/** Words for people: on the screen of the command, to `log` of a program. */
export interface SinkLog {
  info(message: string): void;
  warn(message: string): void;
}

/** What a sink is told about the run it serves. */
export interface SinkContext<Schema extends SettingsSchema = SettingsSchema> {
  /** The run's `runner_ident`. */
  readonly ident: string;
  readonly privateDataDir: string;
  readonly artifactDir: string;
  /** Validated, with defaults, from `env/settings` and the environment. */
  readonly settings: SettingsOf<Schema>;
  /** All of `env/settings`, for sinks that serve plugins of their own. */
  readonly allSettings: Readonly<Record<string, unknown>>;
  readonly log: SinkLog;
  /** Set while somebody tries the plugin by hand: show what goes out and what comes back. No secrets. */
  readonly trace?: (what: 'request' | 'answer', text: string) => void;
}

/** What a delivery is told beside that. */
export interface DeliverContext<Schema extends SettingsSchema = SettingsSchema, Session = unknown>
  extends SinkContext<Schema> {
  /** What `open` returned. */
  readonly session: Session;
  /** Aborted when the deadline for this attempt has passed or the runner wants to end. */
  readonly signal: AbortSignal;
  /** 1 for the first try of this batch. */
  readonly attempt: number;
}

/** How many records a sink takes at once. A batch is handed over when one of the limits is reached. */
export interface BatchLimits {
  /** @defaultValue 100 */
  readonly records?: number;
  /** Of the records' JSON text together. @defaultValue 1 MiB */
  readonly bytes?: number;
  /** How long a record may wait for others, in milliseconds. @defaultValue 0: it doesn't */
  readonly lingerMs?: number;
}

/** Delivers durable journal records to another system, in order, at least once. */
export interface Sink<Schema extends SettingsSchema = SettingsSchema, Session = unknown> {
  /** Short and unique: it names the sink in settings, commands and receipts. */
  name: string;
  settings?: Schema;
  /** What suits the other system; the user's own limits win. */
  batch?: BatchLimits | ((settings: SettingsOf<Schema>) => BatchLimits);
  /** Opens connections and keeps them as the session. Throws when the sink can't work: the run fails before Ansible starts. */
  open?(context: SinkContext<Schema>): Session | Promise<Session>;
  /** Called again only after it has answered, unless the user's settings ask for concurrency. */
  deliver(
    batch: readonly Delivery[],
    context: DeliverContext<Schema, Session>,
  ): DeliveryResult | Promise<DeliveryResult>;
  close?(context: SinkContext<Schema> & { readonly session: Session }): void | Promise<void>;
}

/** Marks a sink with the version of the contract it was written for, and types its settings and session. */
export function defineSink<const Schema extends SettingsSchema, Session = undefined>(
  sink: Sink<Schema, Session>,
): Sink<Schema, Session> & { readonly kind: 'sink'; readonly contractVersion: ContractVersion } {
  return Object.assign(sink, { kind: 'sink', contractVersion } as const);
}
