import type { SinkLog } from '@callboard/contract';
import { checkKinds, type Kinds, runKinds } from '../config/check-options.js';
import { findPrivateDataDir } from '../config/read-private-data-dir.js';
import { readSettings } from '../config/read-settings.js';
import type { SettingsInput } from '../config/settings-input.js';
import { CallboardError } from '../errors.js';
import type { ListRunsOptions } from '../retrieval/list-runs.js';
import type { DeliveryChoice } from './list-deliveries.js';
import { readPluginSettings } from './read-plugin-settings.js';
import type { Receipt } from './receipt.js';

/** What is delivered. Without any of these: whatever sinks are owed. */
export interface DeliverOptions extends DeliveryChoice, ListRunsOptions {
  /** Go back to this record of each run first (1 is its first): what comes from it on is sent again. */
  readonly from?: number | undefined;
  /** Send dead letters again, and nothing else. */
  readonly dead?: boolean | undefined;
  /** Also runs that a sink has never seen. */
  readonly all?: boolean | undefined;
  /** As `env/settings`, which wins where both set the same. */
  readonly settings?: SettingsInput | undefined;
  /** Stops in order when aborted: what has arrived is remembered, the rest stays owed. */
  readonly signal?: AbortSignal | undefined;
  /** Told of runs that are passed over because they go on or another process delivers them, and what sinks have to say. */
  readonly log?: SinkLog | undefined;
  /** Called for each run and sink that was dealt with, as soon as it was. */
  readonly onReceipt?: ((receipt: Receipt) => void) | undefined;
}

const kinds: Kinds<DeliverOptions & { privateDataDir: string }> = {
  privateDataDir: runKinds.privateDataDir,
  artifactDir: runKinds.artifactDir,
  ident: runKinds.ident,
  plugin: ['string'],
  from: ['count'],
  dead: ['boolean'],
  all: ['boolean'],
  settings: runKinds.settings,
  signal: runKinds.signal,
  log: ['object'],
  onReceipt: ['function'],
};

const silent: SinkLog = { info: () => undefined, warn: () => undefined };

/**
 * Delivers the recorded runs of a private data directory, oldest first, with today's settings: what is owed to its sinks,
 * or what the options say. Waits for a receiver that is down, until `signal` says otherwise. Returns a receipt for each
 * run and sink that was dealt with; what went wrong with one, its receipt says. Throws ERR_PLUGIN_NOT_FOUND where no sink
 * is configured, ERR_PLUGIN_OPEN where one cannot begin, ERR_RUN_NOT_FOUND, ERR_PRIVATE_DATA_DIR, and what options and
 * settings are refused with.
 */
export async function deliver(privateDataDir: string, options: DeliverOptions = {}): Promise<Receipt[]> {
  checkKinds({ privateDataDir, ...options }, kinds, { type: 'DeliverOptions', least: 'privateDataDir' });
  if (options.dead && options.from !== undefined) {
    throw new CallboardError('ERR_OPTION_CONFLICT', '`dead` sends dead letters alone: leave `from` out.');
  }
  const directory = await findPrivateDataDir(privateDataDir);
  const { all: settings } = readSettings(options.settings, await readPluginSettings(directory));
  const { deliverRecorded } = await import('./deliver-recorded.js');
  return await deliverRecorded({
    ...options,
    privateDataDir: directory,
    settings,
    stop: options.signal ?? new AbortController().signal,
    log: options.log ?? silent,
    onReceipt: options.onReceipt ?? (() => undefined),
  });
}
