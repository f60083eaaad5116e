import { takeTurn } from '../take-turn.js';
import { type DamagedLine, journalBeginning, type ReadJournalOptions, readJournalBatches } from './read-journal.js';
import { isTerminalRecord, type RawRecord } from './record.js';
import type { JournalWriter } from './write-journal.js';

/** Small: every run of a process has some such readers, and what one has read lives until it has had turns enough. */
const chunkBytes = 64 * 1024;

/** Records as this process's own writer makes them visible, to the journal's end. */
export function followWriter(
  writer: JournalWriter,
  options: Pick<ReadJournalOptions, 'from' | 'onPlace'> = {},
): AsyncGenerator<readonly RawRecord[]> {
  let { n: looked } = options.from ?? journalBeginning;
  const waitForMore = async (): Promise<boolean> => {
    while (writer.written <= looked) {
      if (writer.closed) return false;
      await writer.nextChange();
    }
    looked = writer.written;
    return true;
  };
  return readJournalBatches(writer.path, { ...options, waitForMore, takeTurn: () => takeTurn('reading'), chunkBytes });
}

export interface FollowFileOptions {
  /** Resolves to true when it is worth looking again, to false when nothing more will come. `ended`: a last status has. */
  readonly waitForWriter: (ended: boolean) => Promise<boolean>;
  readonly onDamage?: (damage: DamagedLine) => void;
}

/** Records of another process's run, until nothing more will come: behind a last status there may be one more. */
export async function* followFile(path: string, options: FollowFileOptions): AsyncGenerator<readonly RawRecord[]> {
  let ended = false;
  const waitForMore = (): Promise<boolean> => options.waitForWriter(ended);
  for await (const records of readJournalBatches(path, { ...options, waitForMore })) {
    ended ||= records.some(isTerminalRecord);
    yield records;
  }
}
