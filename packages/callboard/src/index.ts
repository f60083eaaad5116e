export type * from '@callboard/contract';
export { isEvent, isHostEvent, isKnownEvent, isTerminalStatus } from '@callboard/contract';
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
export type { Receipt } from './delivery/receipt.js';
export { CallboardError, type ErrorCode, errorCatalogue } from './errors.js';
export type {
  ProcessOptions,
  TransmitOptions,
  TransmitResult,
  WorkerOptions,
  WorkerResult,
} from './remote/remote-options.js';
export type { EventStream } from './retrieval/event-stream.js';
export { type OpenRunOptions, openRun } from './retrieval/open-run.js';
export type { RecordedRun } from './retrieval/recorded-run.js';
export { run, start } from './run.js';
export type { Run, RunResult } from './run-handle.js';
