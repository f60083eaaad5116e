import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CallboardError, describeThrown } from '../errors.js';
import { appendText, smallLength } from './append-text.js';
import { encodeRecord, type RawRecord } from './record.js';
import { syncDirectory } from './sync-directory.js';

/** Between two syncs. A record is durable at most about this long after it was appended, plus the sync itself. */
const syncEveryMs = 100;
/** What may wait for the disk before whoever appends has to wait too. */
const maxPendingBytes = 512 * 1024;

/**
 * The one writer of a run's journal.
 *
 * `append()` only puts the line in a queue. A single loop writes what is queued and tells the readers, and syncs what
 * is written when the time for that has come: idle → writing → (syncing → writing …) → idle. A timer wakes it for a
 * sync that is still to come; a flush doesn't wait for that. A failed write or sync ends the loop for good, because
 * after a failed sync nobody knows what the disk holds; `failed` then says so to whoever asks.
 */
export class JournalWriter {
  readonly path: string;
  #file: FileHandle;
  #queue: string[] = [];
  #queuedBytes = 0;
  #next: number;
  #written = 0;
  #durable = 0;
  /** How long the file must be. */
  #bytes: number;
  #loop: Promise<void> | undefined;
  #failure: CallboardError | undefined;
  #waiting: (() => void)[] = [];
  #flushes = 0;
  #syncDue = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(path: string, file: FileHandle, next: number, bytes: number) {
    this.path = path;
    this.#file = file;
    this.#next = next;
    this.#bytes = bytes;
    this.#written = next - 1;
    this.#durable = next - 1;
  }

  /**
   * Claims a new journal. Throws the system's EEXIST where there is one: two runs cannot have one ident.
   * The directory is synced too, so that the file itself survives a loss of power.
   */
  static async create(path: string): Promise<JournalWriter> {
    const file = await open(path, 'ax', 0o600);
    await syncDirectory(dirname(path));
    return new JournalWriter(path, file, 1, 0);
  }

  /** Goes on with a journal whose last intact record is `last`. */
  static async resume(path: string, last: number): Promise<JournalWriter> {
    const file = await open(path, 'a', 0o600);
    return new JournalWriter(path, file, last + 1, (await file.stat()).size);
  }

  /** Number of the last record that a group sync has covered. */
  get durable(): number {
    return this.#durable;
  }

  /** Number of the last record that readers can see. */
  get written(): number {
    return this.#written;
  }

  get failed(): CallboardError | undefined {
    return this.#failure;
  }

  /** Queues a record and returns its number. `data` is JSON text. */
  append(kind: RawRecord['kind'], data: string): number {
    const n = this.#next++;
    // After a failed sync nobody knows what the disk holds: nothing may be written behind it.
    if (this.#failure) return n;
    const line = encodeRecord({ n, at: tellTime(), kind, data });
    this.#queue.push(line);
    this.#queuedBytes += line.length;
    this.#loop ??= this.#work();
    return n;
  }

  /** Resolves when there is room again; memory must not grow while the disk is slow. Throws ERR_JOURNAL_WRITE. */
  async waitForRoom(): Promise<void> {
    while (this.#queuedBytes > maxPendingBytes && !this.#failure) await this.#loop;
    if (this.#failure) throw this.#failure;
  }

  /** Resolves when all that was appended is durable. Throws ERR_JOURNAL_WRITE where it cannot be. */
  async flush(): Promise<void> {
    this.#flushes += 1;
    while (this.#owes()) await (this.#loop ??= this.#work());
    this.#flushes -= 1;
    if (this.#failure) throw this.#failure;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Flushes, and lets the readers know that nothing more will come. Throws ERR_JOURNAL_WRITE, and ERR_JOURNAL_DAMAGED
   * where what was written is not there any more.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.flush();
      await this.#makeSure();
    } finally {
      this.#closed = true;
      clearTimeout(this.#timer);
      await this.#file.close();
      this.#tell();
    }
  }

  /** Resolves when readers can see more, when records became durable, when it failed or was closed. */
  nextChange(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #work(): Promise<void> {
    try {
      // What comes in one turn is written together.
      await nextTurn();
      for (;;) {
        if (this.#isSyncDue()) await this.#sync();
        else if (this.#queue.length > 0) await this.#write();
        else break;
      }
    } catch (thrown) {
      this.#failure = new CallboardError(
        'ERR_JOURNAL_WRITE',
        `The journal ${this.path} could not be written (${describeThrown(thrown)}). Records up to ${this.#durable} are safe. Free the disk, then start the run again.`,
        { cause: thrown },
      );
      this.#tell();
    } finally {
      this.#loop = undefined;
      if (this.#owes()) this.#wakeForSync();
    }
  }

  async #write(): Promise<void> {
    const lines = this.#queue;
    const last = this.#next - 1;
    this.#queue = [];
    let written = 0;
    for (const piece of joinPieces(lines)) {
      if (written > 0) await nextTurn();
      written += await appendText(this.#file, piece);
    }
    this.#bytes += written;
    this.#queuedBytes = this.#queue.reduce((bytes, line) => bytes + line.length, 0);
    this.#written = last;
    this.#tell();
  }

  async #sync(): Promise<void> {
    const last = this.#written;
    await this.#file.datasync();
    this.#syncDue = performance.now() + syncEveryMs;
    this.#durable = last;
    this.#tell();
  }

  /** A play can reach its own journal. */
  async #makeSure(): Promise<void> {
    const [ours, found] = [await this.#file.stat(), await stat(this.path).catch(() => undefined)];
    if (found?.ino === ours.ino && ours.size === this.#bytes) return;
    this.#failure = new CallboardError(
      'ERR_JOURNAL_DAMAGED',
      `Something changed or removed the journal ${this.path} while the run went on. Opening the run again restores it.`,
    );
    throw this.#failure;
  }

  #isSyncDue(): boolean {
    if (this.#durable === this.#written) return false;
    if (this.#flushes > 0 && this.#queue.length === 0) return true;
    return performance.now() >= this.#syncDue;
  }

  #wakeForSync(): void {
    clearTimeout(this.#timer);
    const left = Math.max(0, this.#syncDue - performance.now());
    this.#timer = setTimeout(() => {
      this.#loop ??= this.#work();
    }, left);
  }

  /** Whether something is neither durable nor given up. */
  #owes(): boolean {
    return !this.#failure && this.#durable < this.#next - 1;
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

let [told, time] = [0, ''];

/** Many records come in one millisecond. */
function tellTime(): string {
  const now = Date.now();
  if (now !== told) [told, time] = [now, new Date(now).toISOString()];
  return time;
}

/** Small, so that nobody waits for one; longer strings also lie where V8 seldom collects. */
function* joinPieces(lines: readonly string[]): Generator<string> {
  let [from, length] = [0, 0];
  for (const [at, line] of lines.entries()) {
    if (length > 0 && length + line.length > smallLength) {
      yield lines.slice(from, at).join('');
      [from, length] = [at, 0];
    }
    length += line.length;
  }
  yield lines.slice(from).join('');
}
