import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunnerStatus } from '@callboard/contract';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { followFile } from '../journal/follow-journal.js';
import { inspectJournal } from '../journal/inspect-journal.js';
import { isOwned } from '../journal/owner.js';
import { type DamagedLine, readJournalBatches } from '../journal/read-journal.js';
import type { RawRecord } from '../journal/record.js';
import type { StoredSource } from './run-source.js';

/** How often another process's journal is looked at. Watching a file is not reliable everywhere; this is cheap. */
const lookEveryMs = 100;

/** A run's journal on disk, whoever writes it. */
export class JournalSource implements StoredSource {
  readonly #artifactDir: string;
  readonly #path: string;
  #damage = new Map<number, DamagedLine>();

  constructor(artifactDir: string) {
    this.#artifactDir = artifactDir;
    this.#path = findArtifacts(artifactDir).journal;
  }

  get damage(): readonly DamagedLine[] {
    return [...this.#damage.values()];
  }

  read(): AsyncIterable<readonly RawRecord[]> {
    return readJournalBatches(this.#path, { onDamage: this.#noteDamage });
  }

  /** Of a run that has ended it stands at the journal's end. */
  async lastStatus(): Promise<RunnerStatus | undefined> {
    let last = findStatus(await this.readLast());
    if (!last) for await (const records of this.read()) last = findStatus(records) ?? last;
    return last && (JSON.parse(last.data) as RunnerStatus);
  }

  async readLast(): Promise<readonly RawRecord[]> {
    return (await inspectJournal(this.#path)).last;
  }

  follow(): AsyncIterable<readonly RawRecord[]> {
    let lastLook = false;
    const waitForWriter = async (ended: boolean): Promise<boolean> => {
      if (lastLook) return false;
      if (!this.#isSettled(ended)) await wait(lookEveryMs);
      // What was written just before is still to be read.
      lastLook = this.#isSettled(ended) || !(await isOwned(this.#artifactDir));
      return true;
    };
    return followFile(this.#path, { waitForWriter, onDamage: this.#noteDamage });
  }

  /** The exit code is written when the journal is closed. */
  #isSettled(ended: boolean): boolean {
    return ended && existsSync(findArtifacts(this.#artifactDir).rc);
  }

  readonly #noteDamage = (damage: DamagedLine): void => {
    this.#damage.set(damage.offset, damage);
  };
}

function findStatus(records: readonly RawRecord[]): RawRecord | undefined {
  return records.findLast(({ kind }) => kind === 'status');
}
