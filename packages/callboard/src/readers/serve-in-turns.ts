import type { RawRecord } from '../journal/record.js';
import { takeTurn } from '../take-turn.js';

/** What is served in one turn of the event loop, by number and time. */
const mostPerTurn = 16;
const longestTurnMs = 5;

/**
 * Serves records one after the other, few in a turn of the event loop: writing files must not keep the capture from
 * its turn, and on some disks one takes milliseconds.
 */
export async function serveInTurns(
  records: readonly RawRecord[],
  serve: (record: RawRecord) => Promise<void> | void,
): Promise<void> {
  let began = performance.now();
  for (const record of records) {
    const served = serve(record);
    if (served) await served;
    if (record.n % mostPerTurn !== 0 && performance.now() - began < longestTurnMs) continue;
    await takeTurn('reading');
    began = performance.now();
  }
}
