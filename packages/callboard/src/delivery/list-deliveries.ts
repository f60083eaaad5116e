import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { CallboardError } from '../errors.js';
import { isLocked } from '../journal/hold-lock.js';
import { inspectJournal } from '../journal/inspect-journal.js';
import { findRuns } from '../retrieval/find-runs.js';
import { findRunsRoot, type ListRunsOptions } from '../retrieval/list-runs.js';
import { findDelivery } from './delivery-paths.js';
import { readReceipt } from './keep-cursor.js';
import { readDeadLetters } from './keep-dead-letters.js';
import { beginReceipt, failedReceipt, type Receipt } from './receipt.js';

/** How a run's delivery to a sink stands. `cut off`: whoever delivered was lost, and more may be owed. */
export type Standing = Receipt['state'] | 'cut off';

/** How one run's delivery to one sink stands on disk. */
export interface DeliveryFacts extends Omit<Receipt, 'state'> {
  readonly state: Standing;
  /** The run's own directory. */
  readonly artifactDir: string;
}

/** All where none is named. */
export interface DeliveryChoice {
  /** Only this run's. */
  readonly ident?: string | undefined;
  /** Only this sink's. */
  readonly plugin?: string | undefined;
}

/** Where the runs are, and which deliveries are wanted. */
export interface ListDeliveriesOptions extends DeliveryChoice, ListRunsOptions {}

/**
 * Every run of a private data directory that was ever delivered, with each of its sinks: oldest run first. Changes
 * nothing and sends nothing. A delivery whose files are damaged has the state `failed`, and says why in `trouble`. Throws
 * ERR_PRIVATE_DATA_DIR and ERR_RUN_UNREADABLE.
 */
export async function listDeliveries(
  privateDataDir: string,
  { artifactDir, ...choice }: ListDeliveriesOptions = {},
): Promise<DeliveryFacts[]> {
  return await inspectDeliveries(await findRunsRoot(privateDataDir, artifactDir), choice);
}

/** As `listDeliveries`, of the directory of all runs. */
export async function inspectDeliveries(artifactRoot: string, choice: DeliveryChoice = {}): Promise<DeliveryFacts[]> {
  const found: DeliveryFacts[] = [];
  for (const { ident, artifactDir } of await findRuns(artifactRoot)) {
    if (choice.ident !== undefined && choice.ident !== ident) continue;
    for (const sink of await listSinks(artifactDir)) {
      if (choice.plugin === undefined || choice.plugin === sink) found.push(await inspect(artifactDir, sink, ident));
    }
  }
  return found;
}

/** Whether everything has arrived. */
export function isSettled({ state, owed, rejected }: Pick<DeliveryFacts, 'state' | 'owed' | 'rejected'>): boolean {
  return state === 'complete' && owed === 0 && rejected === 0;
}

/** A crash may leave dead letters without a receipt. */
async function listSinks(artifactDir: string): Promise<string[]> {
  const names = await readdir(join(artifactDir, 'delivery')).catch(() => []);
  const sinks = names.map((name) => /^(.*?)(\.dead\.nd|\.)json$/.exec(name)?.[1]).filter((name) => name !== undefined);
  return [...new Set(sinks)].map((name) => decodeURIComponent(name)).sort();
}

/** What is damaged of one delivery must not hide the others. */
async function inspect(artifactDir: string, sink: string, ident: string): Promise<DeliveryFacts> {
  try {
    return await readFacts(artifactDir, sink, ident);
  } catch (thrown) {
    if (!(thrown instanceof CallboardError)) throw thrown;
    return { ...failedReceipt(sink, ident, thrown), artifactDir };
  }
}

async function readFacts(artifactDir: string, sink: string, ident: string): Promise<DeliveryFacts> {
  const paths = findDelivery(artifactDir, sink);
  const receipt = (await readReceipt(paths)) ?? beginReceipt(sink, ident);
  const facts = { ...receipt, rejected: (await readDeadLetters(paths)).length, artifactDir };
  if (receipt.state !== 'delivering') return facts;
  const owed = Math.max(0, (await countRecords(artifactDir)) - receipt.cursor);
  return { ...facts, owed, state: (await isLocked(paths.lock)) ? 'delivering' : 'cut off' };
}

/** As far as they can be counted without reading them all. */
async function countRecords(artifactDir: string): Promise<number> {
  const ends = await inspectJournal(findArtifacts(artifactDir).journal).catch(() => undefined);
  return ends?.last.at(-1)?.n ?? 0;
}
