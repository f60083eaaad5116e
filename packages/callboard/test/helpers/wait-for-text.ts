import type { Readable } from 'node:stream';

/**
 * Waits until a process has said something on a stream of its. A listener of its own: leaving a loop over a stream would
 * destroy it. Rejects where the stream ends before.
 */
export function waitForText(stream: Readable | null, what: RegExp): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    stream?.on('data', (chunk: unknown) => {
      if (what.test((said += String(chunk)))) resolve();
    });
    stream?.once('close', () => reject(new Error(`it ended before it said ${String(what)}: ${said.slice(-2000)}`)));
  });
}
