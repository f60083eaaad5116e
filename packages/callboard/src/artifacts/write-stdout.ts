import { open } from 'node:fs/promises';
import { appendText } from '../journal/append-text.js';
import type { RawRecord } from '../journal/record.js';
import { isFromStderr, renderStdout } from './render-stdout.js';

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

/** Follows a journal and writes what a person would have seen; of an Ansible on pipes stderr goes to the screen only. */
export async function writeStdout(batches: AsyncIterable<readonly RawRecord[]>, options: StdoutOptions): Promise<void> {
  const file = options.path === undefined ? undefined : await open(options.path, 'w', 0o600);
  try {
    for await (const records of batches) {
      const events = records.filter(({ kind }) => kind === 'event').map(({ data }) => data);
      const text = render(events, options);
      if (text === '') continue;
      const hasStderr = !options.jsonMode && events.some(isFromStderr);
      if (file) await appendText(file, hasStderr ? render(events.filter(isFromStdout), options) : text);
      await show(text, options.screen);
    }
  } finally {
    await file?.close();
  }
}

function render(events: readonly string[], { jsonMode, lineEnd }: StdoutOptions): string {
  return events.map((data) => (jsonMode ? `${data}\n` : renderStdout(data, lineEnd))).join('');
}

function isFromStdout(event: string): boolean {
  return !isFromStderr(event);
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
