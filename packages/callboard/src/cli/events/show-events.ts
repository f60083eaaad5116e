import type { AnyEvent } from '@callboard/contract';
import type { RawRecord } from '../../journal/record.js';
import { readCounter } from '../../retrieval/event-stream.js';
import { openRecorded } from '../runs/open-recorded.js';
import { inspectScreen } from '../screen/style.js';
import { writeOut } from '../screen/write-out.js';
import { UsageError } from '../usage-error.js';
import { createEventTable } from './event-table.js';
import { type EventFilter, type EventFlags, readEventFilter } from './read-event-filter.js';
import { renderEventText } from './render-event-text.js';

type Batches = AsyncIterable<readonly RawRecord[]>;

/** So many events decide how wide the columns of a table are. */
const sampleSize = 200;

/** Prints the events of a run that the flags want, in the way that they want. */
export async function showEvents(privateDataDir: string, flags: EventFlags): Promise<void> {
  if (flags.json && flags.stdout) throw new UsageError('Give --json or --stdout, not both.');
  const filter = readEventFilter(flags);
  const { source } = await openRecorded(privateDataDir, flags);
  const batches = (): Batches => (flags.follow ? source.follow() : source.read());
  const screen = inspectScreen();
  if (flags.json) return await print(batches(), filter, (data) => `${data}\n`);
  if (flags.stdout) return await print(batches(), filter, (data) => renderEventText(data, screen));
  const sample = await takeSample(source.read(), filter);
  if (sample.length === 0 && !flags.follow) return tellNone(filter);
  const table = createEventTable(sample.map(parseEvent), screen);
  await writeOut(table.head);
  await print(batches(), filter, (data) => table.render(parseEvent(data)));
}

/** On stderr: it is no event. */
function tellNone({ wants }: EventFilter): void {
  process.stderr.write(wants ? 'callboard: no event is like that.\n' : 'callboard: there are no events.\n');
}

/** A batch of the journal at a time, as fast as it is read. */
async function print(batches: Batches, filter: EventFilter, render: (data: string) => string): Promise<void> {
  for await (const records of batches) {
    const text = findWanted(records, filter).map(render).join('');
    if (text !== '') await writeOut(text);
  }
}

async function takeSample(batches: Batches, filter: EventFilter): Promise<string[]> {
  const sample: string[] = [];
  for await (const records of batches) {
    sample.push(...findWanted(records, filter));
    if (sample.length >= sampleSize) break;
  }
  return sample.slice(0, sampleSize);
}

/** The events' JSON, as it is stored. */
function findWanted(records: readonly RawRecord[], { since, wants }: EventFilter): string[] {
  return records
    .filter(({ kind, data }) => kind === 'event' && !(readCounter(data) < since) && (!wants || wants(parseEvent(data))))
    .map(({ data }) => data);
}

function parseEvent(data: string): AnyEvent {
  return JSON.parse(data) as AnyEvent;
}
