import { type JournalPlace, readJournalBatches } from '../journal/read-journal.js';
import { writeEventFile } from './write-event-file.js';

/** Events of a journal that are to become files. */
export interface EventFilesJob {
  readonly journal: string;
  /** `job_events/`. */
  readonly directory: string;
  readonly from: JournalPlace;
}

/** Records of one job: who else waits for the thread has it after so many. */
const mostAtOnce = 5000;

/** Writes files of what the journal has there, or of the first of it. Returns where the next job begins. */
export async function writeEventFiles({ journal, directory, from }: EventFilesJob): Promise<JournalPlace> {
  let place = from;
  const onPlace = (next: JournalPlace): void => {
    place = next;
  };
  for await (const records of readJournalBatches(journal, { from, onPlace })) {
    for (const { kind, data } of records) if (kind === 'event') writeEventFile(directory, data);
    if (place.n - from.n >= mostAtOnce) break;
  }
  return place;
}
