import { eventFileThread } from '../artifacts/event-file-thread.js';
import { writeEventFile } from '../artifacts/write-event-file.js';
import { followWriter } from '../journal/follow-journal.js';
import { type JournalPlace, journalBeginning } from '../journal/read-journal.js';
import type { JournalWriter } from '../journal/write-journal.js';
import { serveInTurns } from './serve-in-turns.js';

/** Records. Only a flood gets so far ahead of whoever writes its files, and one that does will go on. */
const farBehind = 1000;

/**
 * Follows a journal and keeps a file of each event in `directory`. Of a flood a thread does it: files then take time
 * from nobody who has to keep up. Rejects where a file cannot be written.
 */
export async function keepEventFiles(journal: JournalWriter, directory: string): Promise<void> {
  const place = await keepHere(journal, directory, journalBeginning, farBehind);
  const left = place && (await eventFileThread.use(() => keepInThread(journal, directory, place)));
  if (left) await keepHere(journal, directory, left, Infinity);
}

/** To the end, or to the place from where the journal is further ahead than `most`. */
async function keepHere(
  journal: JournalWriter,
  directory: string,
  from: JournalPlace,
  most: number,
): Promise<JournalPlace | undefined> {
  let place = from;
  const onPlace = (next: JournalPlace): void => {
    place = next;
  };
  for await (const records of followWriter(journal, { from, onPlace })) {
    await serveInTurns(records, ({ kind, data }) => {
      if (kind === 'event') writeEventFile(directory, data);
    });
    if (journal.written - place.n > most) return place;
  }
  return undefined;
}

/** To the end, or to the place from where the thread cannot do it. */
async function keepInThread(
  journal: JournalWriter,
  directory: string,
  from: JournalPlace,
): Promise<JournalPlace | undefined> {
  let place = from;
  for (;;) {
    while (journal.written <= place.n) {
      if (journal.closed) return undefined;
      await journal.nextChange();
    }
    const next = await eventFileThread.write({ journal: journal.path, directory, from: place });
    if (!next || next.n === place.n) return place;
    place = next;
  }
}
