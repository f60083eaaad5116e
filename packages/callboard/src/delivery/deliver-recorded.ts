import type { SinkLog } from '@callboard/contract';
import { findArtifactRoot } from '../artifacts/artifact-paths.js';
import { CallboardError, describeThrown, systemCode } from '../errors.js';
import { tryLock } from '../journal/hold-lock.js';
import { isOwned } from '../journal/owner.js';
import { makeDirectory } from '../journal/sync-directory.js';
import { type FoundRun, findRuns } from '../retrieval/find-runs.js';
import { openSource } from '../retrieval/open-run.js';
import { choosePlugins, isNamed, reportPlugins } from './choose-plugins.js';
import { type RecordsFrom, RunDelivery } from './deliver-run.js';
import { type DeliveryPaths, findDelivery } from './delivery-paths.js';
import { skipTo } from './durable-records.js';
import { CursorKeeper, readReceipt } from './keep-cursor.js';
import { DeadLetterBox, readDeadLetters } from './keep-dead-letters.js';
import type { Pace } from './live-pace.js';
import { openSink, type ReadySink } from './open-sink.js';
import { failedReceipt, type Receipt } from './receipt.js';

export interface DeliverRecordedOptions extends DeliverRunsOptions {
  /** Where the runs' directories lie. @defaultValue `artifacts` in the private data directory */
  readonly artifactDir?: string | undefined;
  /** Only this sink. */
  readonly plugin?: string | undefined;
}

/** What is delivered, and who is told. */
export interface DeliverRunsOptions {
  readonly privateDataDir: string;
  /** `env/settings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Only this run, whether the sink knows it or not. */
  readonly ident?: string | undefined;
  /** Go back to this record first: what comes from it on is sent (again). */
  readonly from?: number | undefined;
  /** Send dead letters again, and nothing else. */
  readonly dead?: boolean | undefined;
  /** Also runs that the sink has never seen. */
  readonly all?: boolean | undefined;
  readonly stop: AbortSignal;
  readonly log: SinkLog;
  readonly onReceipt: (receipt: Receipt) => void;
  /** When a sink's batches have their turns. @defaultValue as fast as they are taken */
  readonly findPace?: ((sink: string) => Pace | undefined) | undefined;
  /** A run's delivery to a sink begins; `current` says how it stands, at any time. */
  readonly onBegin?: ((run: FoundRun, current: () => Receipt) => void) | undefined;
}

/**
 * Delivers recorded runs, oldest first: what is owed to a sink, or what the options say. Returns a receipt for each
 * run and sink that was dealt with. Runs that go on are left to their own process. Throws ERR_PLUGIN_NOT_FOUND where
 * no sink serves, ERR_RUN_NOT_FOUND.
 */
export async function deliverRecorded(options: DeliverRecordedOptions): Promise<Receipt[]> {
  const sinks = await chooseSinks(options);
  return await deliverRuns(await chooseRuns(options), sinks, options);
}

/** The same for runs and sinks that are known. What is damaged of one run keeps nobody from the others: its receipt says so. */
export async function deliverRuns(
  runs: readonly FoundRun[],
  sinks: readonly ReadySink[],
  options: DeliverRunsOptions,
): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const run of runs) {
    for (const sink of sinks) {
      if (options.stop.aborted) return receipts;
      const receipt = await deliverOne(run, sink, options).catch((thrown) => describeFailed(run, sink, thrown));
      if (!receipt) continue;
      receipts.push(receipt);
      options.onReceipt(receipt);
    }
  }
  return receipts;
}

/** A sink that cannot begin is no run's fault: throws that again. */
function describeFailed({ ident }: FoundRun, { name }: ReadySink, thrown: unknown): Receipt {
  if (systemCode(thrown) === 'ERR_PLUGIN_OPEN') throw thrown;
  return failedReceipt(name, ident, thrown);
}

async function chooseSinks({ settings, plugin }: DeliverRecordedOptions): Promise<ReadySink[]> {
  const ready = await choosePlugins({ env: process.env, settings });
  const sinks = ready.filter((candidate): candidate is ReadySink => candidate.kind === 'sink');
  const chosen =
    plugin === undefined
      ? sinks
      : sinks.filter(({ name, package: { packageName } }) => [name, packageName].includes(plugin));
  if (chosen.length > 0) return chosen;
  const which = plugin === undefined ? 'No sink is' : `No sink named ${plugin} is`;
  const idle = await listIdleSinks(settings, plugin);
  const found = idle.length === 0 ? '' : `: ${idle.join('; ')}`;
  throw new CallboardError(
    'ERR_PLUGIN_NOT_FOUND',
    `${which} installed and configured${found}. \`callboard plugins\` says more.`,
  );
}

/** Those that are installed, with what they lack: what a run was told by its environment is not known any more. */
async function listIdleSinks(
  settings: DeliverRecordedOptions['settings'],
  wanted: string | undefined,
): Promise<string[]> {
  const reports = await reportPlugins({ env: process.env, settings });
  const meant = reports.filter((report) => wanted === undefined || isNamed(report, wanted));
  return meant.flatMap(({ plugin, idle }) =>
    plugin?.kind === 'sink' && idle !== undefined ? `${plugin.name} (${idle})` : [],
  );
}

async function chooseRuns({ privateDataDir, artifactDir, ident }: DeliverRecordedOptions): Promise<FoundRun[]> {
  const root = findArtifactRoot(privateDataDir, artifactDir);
  const runs = await findRuns(root);
  if (ident === undefined) return runs;
  const chosen = runs.filter((run) => run.ident === ident);
  if (chosen.length > 0) return chosen;
  throw new CallboardError('ERR_RUN_NOT_FOUND', `There is no run ${JSON.stringify(ident)} in ${root}.`);
}

/** Undefined where there is nothing to do, or somebody else is at it. */
async function deliverOne(run: FoundRun, plugin: ReadySink, options: DeliverRunsOptions): Promise<Receipt | undefined> {
  const paths = findDelivery(run.artifactDir, plugin.name);
  if (!(await isWanted(paths, options))) return undefined;
  // What is there now would be taken for all there is.
  if (await isOwned(run.artifactDir)) {
    options.log.warn(`${run.ident}: the run goes on; deliver it when it has ended`);
    return undefined;
  }
  await makeDirectory(paths.directory);
  const unlock = await tryLock(paths.lock);
  if (!unlock) {
    options.log.warn(`${run.ident}: another process delivers it to ${plugin.name} at the moment`);
    return undefined;
  }
  try {
    return await deliverLocked(run, plugin, options, paths);
  } finally {
    await unlock();
  }
}

async function deliverLocked(
  run: FoundRun,
  plugin: ReadySink,
  options: DeliverRunsOptions,
  paths: DeliveryPaths,
): Promise<Receipt> {
  const { ident, artifactDir } = run;
  const { privateDataDir, settings, log, stop } = options;
  // Read under the lock: whoever held it before may have got further.
  const keeper = await CursorKeeper.open(paths, plugin.name, ident);
  const sink = await openSink(plugin, { ident, artifactDir, privateDataDir, settings, log });
  try {
    options.onBegin?.(run, () => keeper.receipt);
    const source = await openSource(artifactDir, ident);
    const records: RecordsFrom = (from) => skipTo(source.read(), from);
    if (options.from !== undefined) keeper.update({ cursor: Math.max(0, options.from - 1) });
    const delivery = new RunDelivery(sink, await DeadLetterBox.open(paths), keeper);
    return await (options.dead
      ? delivery.redeliver(records, stop)
      : delivery.run(records, stop, options.findPace?.(plugin.name)));
  } finally {
    await sink.close().catch((thrown: unknown) => log.warn(describeThrown(thrown)));
  }
}

async function isWanted(paths: DeliveryPaths, { ident, from, dead, all }: DeliverRunsOptions): Promise<boolean> {
  if (dead) return (await readDeadLetters(paths)).length > 0;
  const receipt = await readReceipt(paths);
  if (ident !== undefined || all || from !== undefined)
    return receipt !== undefined || all === true || ident !== undefined;
  return receipt !== undefined && receipt.state !== 'complete';
}
