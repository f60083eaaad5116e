import type { Receipt } from './receipt.js';

/** Says once a second how far the sinks are, until the returned function is called. */
export function showDrain(receipts: () => readonly Receipt[], last: number, say: (line: string) => void): () => void {
  const timer = setInterval(() => {
    for (const { sink, cursor, trouble } of receipts()) {
      if (cursor < last) say(`${sink}: ${last - cursor} left to deliver${trouble ? ` (${trouble})` : ''}`);
    }
  }, 1000);
  return () => clearInterval(timer);
}
