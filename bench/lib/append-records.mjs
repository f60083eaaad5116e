import { join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

/**
 * Appends records to a new journal, and notes what the journal asks the disk for.
 * @param {{ data: string }[]} records
 * @param {number} [perSync] how many are made durable together; without it all are appended as fast as the journal takes
 *   them, and it syncs when it finds that right
 * @returns {Promise<{ seconds: number, groups: { written: number, durable: number }[] }>} the last record's number
 *   after each write and each sync
 */
export async function appendRecords(path, records, perSync) {
  const { JournalWriter } = await import(join(root, 'packages/callboard/dist/journal/write-journal.js'));
  const began = performance.now();
  const journal = await JournalWriter.create(path);
  const groups = noteGroups(journal);
  for (const [index, { data }] of records.entries()) {
    journal.append('event', data);
    if (perSync === undefined) await journal.waitForRoom();
    else if ((index + 1) % perSync === 0) await journal.flush();
  }
  await journal.close();
  return { seconds: (performance.now() - began) / 1000, groups: await groups };
}

async function noteGroups(journal) {
  const groups = [];
  while (!journal.closed) {
    await journal.nextChange();
    groups.push({ written: journal.written, durable: journal.durable });
  }
  return groups;
}
