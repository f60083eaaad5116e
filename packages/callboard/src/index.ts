export type * from '@callboard/contract';
export {
  displayEventNames,
  eventNames,
  failedEventNames,
  hasEventData,
  hostEventNames,
  isEvent,
  isHostEvent,
  isKnownEvent,
  isTerminalStatus,
  statusNames,
} from '@callboard/contract';
export type { InputTarget, OutputTarget } from './ansible/command-streams.js';
export type { Facts } from './artifacts/fact-cache.js';
export { type AnsibleConfigOptions, getAnsibleConfig, startAnsibleConfig } from './commands/ansible-config.js';
export { CommandError, type CommandOutput } from './commands/command-error.js';
export type { CommandOptions, QueryOptions, RunCommandOptions } from './commands/command-options.js';
export {
  getInventory,
  type InventoryAction,
  type InventoryFormat,
  type InventoryGroup,
  type InventoryList,
  type InventoryOptions,
  type InventoryResponse,
  startInventory,
} from './commands/inventory.js';
export {
  type DocFormat,
  getPluginDocs,
  getPluginList,
  type PluginDoc,
  type PluginDocs,
  type PluginDocsOptions,
  type PluginList,
  type PluginListOptions,
  startPluginDocs,
  startPluginList,
} from './commands/plugin-docs.js';
export type { Answer, Query } from './commands/query.js';
export {
  getRoleArgspec,
  getRoleList,
  type RoleArgspec,
  type RoleArgspecOptions,
  type RoleArgspecs,
  type RoleList,
  type RoleListOptions,
  type RoleSummary,
  startRoleArgspec,
  startRoleList,
} from './commands/roles.js';
export { type CommandResult, type CommandRun, runCommand, startCommand } from './commands/run-command.js';
export type {
  ArtifactsHandler,
  CancelCallback,
  EventHandler,
  FinishedCallback,
  InventoryInput,
  PasswordsInput,
  PlaybookInput,
  RunOptions,
  StatusHandler,
} from './config/run-options.js';
export type { SettingsInput } from './config/settings-input.js';
export { type DeliverOptions, deliver } from './delivery/deliver.js';
export { type DeadLetterFacts, listDeadLetters } from './delivery/list-dead-letters.js';
export { type DeliveryFacts, type ListDeliveriesOptions, listDeliveries } from './delivery/list-deliveries.js';
export type { Receipt } from './delivery/receipt.js';
export { CallboardError, type ErrorCode, errorCatalogue } from './errors.js';
export type { DamagedLine } from './journal/read-journal.js';
export type {
  ProcessOptions,
  TransmitOptions,
  TransmitResult,
  WorkerOptions,
  WorkerResult,
} from './remote/remote-options.js';
export type { EventStream } from './retrieval/event-stream.js';
export { type ListRunsOptions, listRuns } from './retrieval/list-runs.js';
export { type OpenRunOptions, openRun } from './retrieval/open-run.js';
export type { RecordedRun } from './retrieval/recorded-run.js';
export type { HostTally, RunFacts } from './retrieval/run-facts.js';
export { run, start } from './run.js';
export type { Run, RunResult } from './run-handle.js';
