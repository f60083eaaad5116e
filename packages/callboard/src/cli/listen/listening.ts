import type { Mischief } from './misbehave.js';
import type { Notebook } from './notebook.js';

/** What every kind of receiver is given. */
export interface ListenTask {
  readonly notebook: Notebook;
  readonly mischief: Mischief;
}

/** A receiver at work. */
export interface Listening {
  readonly address: string;
  readonly port: number | undefined;
  close(): Promise<void>;
}
