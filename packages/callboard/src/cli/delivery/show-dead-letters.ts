import { findDelivery } from '../../delivery/delivery-paths.js';
import { type DeadLetter, readDeadLetters } from '../../delivery/keep-dead-letters.js';
import type { DeliveryFacts } from '../../delivery/list-deliveries.js';
import { openSource } from '../../retrieval/open-run.js';
import { describeRecord } from '../listen/describe-record.js';
import { cleanLine } from '../screen/clean.js';
import type { Style } from '../screen/style.js';

/** A dead letter, and what it is about. */
export interface ShownLetter extends DeadLetter {
  readonly sink: string;
  readonly ident: string;
  /** `runner_on_failed web1`, `status successful`; undefined where the record itself is gone. */
  readonly about: string | undefined;
}

/** All dead letters of these deliveries, in order. `tell` is told of those that cannot be read; the others are there. */
export async function collectDeadLetters(
  deliveries: readonly DeliveryFacts[],
  tell: (thrown: unknown) => void,
): Promise<ShownLetter[]> {
  const shown: ShownLetter[] = [];
  for (const delivery of deliveries) {
    try {
      shown.push(...(await collectOf(delivery)));
    } catch (thrown) {
      tell(thrown);
    }
  }
  return shown;
}

async function collectOf({ artifactDir, sink, ident }: DeliveryFacts): Promise<ShownLetter[]> {
  const letters = await readDeadLetters(findDelivery(artifactDir, sink));
  if (letters.length === 0) return [];
  const about = await describeRecords(artifactDir, ident, new Set(letters.map(({ n }) => n)));
  return letters.map((letter) => ({ ...letter, sink, ident, about: about.get(letter.n) }));
}

export function renderDeadLetters(letters: readonly ShownLetter[], style: Style): string {
  if (letters.length === 0) return 'No dead letters.\n';
  return letters.map((letter) => `${renderLetter(letter, style).join('\n')}\n`).join('');
}

function renderLetter({ id, sink, about, reason, answer, at }: ShownLetter, style: Style): string[] {
  const head = `${style('bold', cleanLine(id))}  ${sink}  ${cleanLine(about ?? '')}`.trimEnd();
  const lines = [head, `  ${style('red', cleanLine(reason))}  ${style('dim', at)}`];
  if (answer !== undefined && answer !== '') lines.push(`  answer: ${cleanLine(answer)}`);
  return lines;
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
