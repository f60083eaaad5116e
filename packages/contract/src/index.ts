export { type ContractVersion, contractVersion } from './contract-version.js';
export type { Delivered, DeliveryResult, Rejected, Retry, Stopped } from './delivery-result.js';
export { delivered, rejected, retry, stopped } from './delivery-result.js';
export type { DisplayData, WarningData } from './display-events.js';
export type { MaybeTaskContext, PlaybookContext, PlayContext, TaskContext } from './event-context.js';
export { hasEventData, isEvent, isHostEvent, isKnownEvent } from './event-guards.js';
export { displayEventNames, eventNames, failedEventNames, hostEventNames } from './event-names.js';
export type {
  AnyEvent,
  EventDataByName,
  EventEnvelope,
  EventName,
  EventOf,
  HostEvent,
  HostEventName,
  MaybeOmitted,
  RunnerEvent,
  UnknownEvent,
  WithEventData,
} from './events.js';
export type { JsonObject, JsonScalar, JsonValue } from './json.js';
export type { Plugin, PluginEventHandler, PluginStatusHandler, RunnerConfig } from './plugin.js';
export { definePlugin } from './plugin.js';
export type { EventRecord, JournalRecord, StatusRecord } from './records.js';
export type { Setting, SettingsOf, SettingsSchema, SettingTypes } from './settings.js';
export type { BatchLimits, DeliverContext, Delivery, Sink, SinkContext, SinkLog } from './sink.js';
export { defineSink } from './sink.js';
export type { HostCounts, RunStats } from './stats.js';
export type {
  ErrorStatus,
  RunnerStatus,
  RunningStatus,
  StartingStatus,
  StatusName,
  TerminalStatusName,
} from './statuses.js';
export { isTerminalStatus, statusNames } from './statuses.js';
export type { FileDiff, ResultTruncation, TaskResult } from './task-result.js';
