import { open } from 'node:fs/promises';
import { appendText } from '../journal/append-text.js';
import type { RawRecord } from '../journal/record.js';
import { renderStdout } from './render-stdout.js';

export interface StdoutOptions {
  /** Where the `stdout` artifact goes; undefined where the settings don't want one. */
  readonly path: string | undefined;
  /** Where the same goes at once, e.g. the process's own stdout. */
  readonly screen: NodeJS.WritableStream | undefined;
  /** Events as JSON lines instead of their text. */
  readonly jsonMode: boolean;
  /** How the terminal ended its lines. */
  readonly lineEnd: string;
}

/** Follows a journal and writes what a person would have seen. */
export async function writeStdout(batches: AsyncIterable<readonly RawRecord[]>, options: StdoutOptions): Promise<void> {
  const file = options.path === undefined ? undefined : await open(options.path, 'w', 0o600);
  try {
    for await (const records of batches) {
      const text = renderRecords(records, options);
      if (text === '') continue;
      if (file) await appendText(file, text);
      await show(text, options.screen);
    }
  } finally {
    await file?.close();
  }
}

function renderRecords(records: readonly RawRecord[], { jsonMode, lineEnd }: StdoutOptions): string {
  const events = records.filter((record) => record.kind === 'event');
  return events.map(({ data }) => (jsonMode ? `${data}\n` : renderStdout(data, lineEnd))).join('');
}

/** Waits for a slow screen; one that has gone away (a closed pipe) shows nothing, and stops nothing. */
async function show(text: string, screen: NodeJS.WritableStream | undefined): Promise<void> {
  if (!screen?.writable || screen.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      screen.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    screen.on('drain', done).on('close', done).on('error', done);
  });
}
