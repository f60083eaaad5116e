import { followWriter } from '../journal/follow-journal.js';
import type { RawRecord } from '../journal/record.js';
import type { JournalWriter } from '../journal/write-journal.js';

/** The journal's records from number `from` on, each as soon as it is durable, to the journal's end. */
export async function* followDurable(writer: JournalWriter, from: number): AsyncGenerator<readonly RawRecord[]> {
  for await (const records of skipTo(followWriter(writer), from)) {
    const last = records.at(-1)?.n ?? 0;
    while (writer.durable < last && !writer.failed) await writer.nextChange();
    const durable = writer.durable < last ? records.filter(({ n }) => n <= writer.durable) : records;
    if (durable.length > 0) yield durable;
    if (durable.length < records.length) return;
  }
}

/** Leaves out what comes before. */
export async function* skipTo(
  batches: AsyncIterable<readonly RawRecord[]>,
  from: number,
): AsyncGenerator<readonly RawRecord[]> {
  for await (const records of batches) {
    const wanted = (records[0]?.n ?? 0) >= from ? records : records.filter(({ n }) => n >= from);
    if (wanted.length > 0) yield wanted;
  }
}
