import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CallboardError } from '../../errors.js';
import { importFile } from '../../import-file.js';

/** As much of the package `zeromq` as is used here; it is not one of ours, and need not be installed. */
export interface ZeromqSocket extends AsyncIterable<Buffer[]> {
  readonly lastEndpoint: string | null;
  bind(address: string): Promise<void>;
  connect(address: string): void;
  close(): void;
  send(frames: readonly (Buffer | string)[]): Promise<void>;
  subscribe(...topics: string[]): void;
}

export interface Zeromq {
  readonly Pull: new () => ZeromqSocket;
  readonly Subscriber: new () => ZeromqSocket;
  readonly Router: new () => ZeromqSocket;
}

/** Looked for beside the project that we were started in, then beside ourselves. Throws ERR_NOT_SUPPORTED. */
export async function loadZeromq(): Promise<Zeromq> {
  for (const from of [pathToFileURL(join(process.cwd(), 'package.json')).href, import.meta.url]) {
    try {
      return (await importFile(createRequire(from).resolve('zeromq'))) as Zeromq;
    } catch {
      // The next place may have it.
    }
  }
  throw new CallboardError(
    'ERR_NOT_SUPPORTED',
    'The package `zeromq` is not installed. `npm install zeromq`, or @callboard/plugin-zeromq, which brings it.',
  );
}
