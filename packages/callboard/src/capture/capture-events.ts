import type { Redactor } from '../redact/redact.js';
import { takeTurn } from '../take-turn.js';
import { OutputFollower } from './follow-output.js';
import { EventJoiner } from './join-events.js';
import { SpoolReader } from './read-spool.js';
import type { SpoolPaths } from './spool-paths.js';

export interface CaptureOptions {
  readonly ident: string;
  readonly nonce: string;
  readonly paths: SpoolPaths;
  readonly mode: 'pty' | 'pipes';
  readonly redactor: Redactor;
  /** Receives each event as JSON text, in order. */
  readonly emit: (event: string) => void;
  /** Awaited between chunks: whoever keeps the events may need time. */
  readonly waitForRoom: () => Promise<void>;
}

/** How much Ansible said, in bytes. */
export interface Expected {
  readonly terminalBytes: number;
  readonly stderrBytes: number;
}

/**
 * Reads what Ansible says while it says it. `pump()` takes all that is there now; `finish()` also what nothing has
 * ended. Ansible itself never waits for either.
 */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #joiner: EventJoiner;
  readonly #spool: SpoolReader;
  readonly #stdout: OutputFollower;
  readonly #stderr: OutputFollower | undefined;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(options: CaptureOptions) {
    const { ident, nonce, paths, mode, redactor, emit } = options;
    this.#options = options;
    this.#spool = new SpoolReader(paths.events);
    this.#joiner = new EventJoiner({ ident, nonce, redactor, emit, spool: this.#spool, hasStderr: mode === 'pipes' });
    this.#stdout = new OutputFollower(paths.terminal, nonce);
    this.#stderr = mode === 'pipes' ? new OutputFollower(paths.stderr, nonce) : undefined;
  }

  /** Events so far. */
  get count(): number {
    return this.#joiner.count;
  }

  /** Before Ansible starts: a play that removes its own files then hides nothing. */
  open(): void {
    for (const file of [this.#spool, this.#stdout, this.#stderr]) file?.open();
  }

  /** Resolves when all that was there at the call has been taken. Calls meanwhile share one reading. */
  pump(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#readAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Tells among the events what is missing of what is `expected`, where that is known. */
  async finish(expected?: Expected): Promise<void> {
    await this.#running;
    await this.pump();
    const missing = expected ? this.#countMissing(expected) : 0;
    for (const item of this.#stdout.finish()) this.#joiner.pushStdout(item);
    for (const item of this.#stderr?.finish() ?? []) this.#joiner.pushStderr(item);
    this.#joiner.finish(missing);
    this.#spool.close();
  }

  async #readAll(): Promise<void> {
    while (this.#again) {
      // Other work of the process gets its turn, however much Ansible says, and in however many runs.
      await takeTurn('keeping');
      this.#again = false;
      while (this.#readChunk()) {
        await this.#options.waitForRoom();
        await takeTurn('keeping');
      }
    }
  }

  #countMissing({ terminalBytes, stderrBytes }: Expected): number {
    const missing = terminalBytes - this.#stdout.position;
    return Math.max(0, missing) + Math.max(0, this.#stderr ? stderrBytes - this.#stderr.position : 0);
  }

  #readChunk(): boolean {
    const stdout = this.#stdout.read();
    const stderr = this.#stderr?.read();
    for (const item of stderr ?? []) this.#joiner.pushStderr(item);
    for (const item of stdout ?? []) this.#joiner.pushStdout(item);
    return stdout !== undefined || stderr !== undefined;
  }
}
