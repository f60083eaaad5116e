import { openSource } from '../retrieval/open-run.js';
import { findDelivery } from './delivery-paths.js';
import { describeRecord } from './describe-record.js';
import { type DeadLetter, readDeadLetters } from './keep-dead-letters.js';
import { type DeliveryFacts, type ListDeliveriesOptions, listDeliveries } from './list-deliveries.js';

/** A record that a sink's receiver rejected for good, and what it is about. The record itself stays in the journal. */
export interface DeadLetterFacts extends DeadLetter {
  readonly sink: string;
  readonly ident: string;
  /** `runner_on_failed web1`, `status successful`; undefined where the record itself is gone. */
  readonly about: string | undefined;
}

/**
 * The dead letters of a private data directory's runs, oldest run first, each sink's in the order of rejection. Changes
 * nothing and sends nothing; `deliver` with `dead` sends them again. Throws ERR_DELIVERY_UNREADABLE,
 * ERR_PRIVATE_DATA_DIR and ERR_RUN_UNREADABLE.
 */
export async function listDeadLetters(
  privateDataDir: string,
  options: ListDeliveriesOptions = {},
): Promise<DeadLetterFacts[]> {
  return await collectDeadLetters(await listDeliveries(privateDataDir, options), (thrown) => {
    throw thrown;
  });
}

/** All dead letters of these deliveries, in order. `tell` is told of those that cannot be read; the others are there. */
export async function collectDeadLetters(
  deliveries: readonly DeliveryFacts[],
  tell: (thrown: unknown) => void,
): Promise<DeadLetterFacts[]> {
  const found: DeadLetterFacts[] = [];
  for (const delivery of deliveries) {
    try {
      found.push(...(await inspectLetters(delivery)));
    } catch (thrown) {
      tell(thrown);
    }
  }
  return found;
}

async function inspectLetters({ artifactDir, sink, ident }: DeliveryFacts): Promise<DeadLetterFacts[]> {
  const letters = await readDeadLetters(findDelivery(artifactDir, sink));
  if (letters.length === 0) return [];
  const about = await describeRecords(artifactDir, ident, new Set(letters.map(({ n }) => n)));
  return letters.map((letter) => ({ ...letter, sink, ident, about: about.get(letter.n) }));
}

async function describeRecords(
  artifactDir: string,
  ident: string,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  const source = await openSource(artifactDir, ident);
  for await (const records of source.read()) {
    for (const { n, kind, data } of records) {
      if (!wanted.has(n)) continue;
      const { name, host } = describeRecord(JSON.parse(data));
      found.set(n, [kind === 'status' ? 'status' : '', name, host ?? ''].filter(Boolean).join(' '));
    }
    if (found.size === wanted.size) break;
  }
  return found;
}
