import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isTerminalStatus,
  type RunnerEvent,
  type RunnerStatus,
  type RunStats,
  type StatusName,
} from '@callboard/contract';
import { findArtifacts } from '../artifacts/artifact-paths.js';
import { type Facts, readFactCache, writeFactCache } from '../artifacts/fact-cache.js';
import { asciiJson } from '../ascii-json.js';
import { systemCode } from '../errors.js';
import type { DamagedLine } from '../journal/read-journal.js';
import { EventStream } from './event-stream.js';
import { findStats, statsMember } from './find-stats.js';
import type { RunSource } from './run-source.js';

export interface RecordedRunFacts {
  readonly ident: string;
  readonly privateDataDir: string;
  readonly artifactDir: string;
  readonly factCacheDir?: string | undefined;
}

/** What is known of a run's course. Read anew at each question, so that it may change. */
export interface RecordedState {
  readonly last: RunnerStatus | undefined;
  readonly rc: number | undefined;
  /** Nobody runs it any more, and its end was never written. */
  readonly lost: boolean;
  /** Whoever runs it can't be seen from here. */
  readonly unseen: boolean;
}

const statNames = ['skipped', 'ok', 'dark', 'failures', 'ignored', 'rescued', 'processed', 'changed'] as const;

/** A run that can be read: finished or going on, this process's or another's, ours or Python's ansible-runner's. */
export class RecordedRun {
  readonly ident: string;
  readonly privateDataDir: string;
  /** The run's own directory: `artifacts/<ident>`. */
  readonly artifactDir: string;
  /** Events in order. While the run goes on, a loop over them goes on with it; `.from(counter)` begins later. */
  readonly events: EventStream;
  readonly #source: RunSource;
  readonly #factCacheDir: string | undefined;
  readonly #state: RecordedState;

  constructor(facts: RecordedRunFacts, source: RunSource, state: RecordedState) {
    this.ident = facts.ident;
    this.privateDataDir = facts.privateDataDir;
    this.artifactDir = facts.artifactDir;
    this.events = new EventStream(() => source.follow());
    this.#factCacheDir = 'factCacheDir' in facts ? facts.factCacheDir : join(facts.artifactDir, 'fact_cache');
    this.#source = source;
    this.#state = state;
  }

  /** The last status known here. Of another process's run: as it was when the run was opened. */
  get status(): StatusName {
    return this.#state.last?.status ?? 'starting';
  }

  /** Ansible's exit code; 254 after a stop; undefined while the run goes on. */
  get rc(): number | undefined {
    return this.#state.rc;
  }

  get isFinished(): boolean {
    return isTerminalStatus(this.status);
  }

  /** Whether the runner was lost before the run's end, and the rest was recovered. */
  get cutOff(): boolean {
    const { last, lost } = this.#state;
    return lost || (last?.status === 'error' && last.cut_off === true);
  }

  /**
   * Whether it can't be told if the run goes on: its runner is on another machine, or in a container that can't be
   * asked. Nothing was changed then; `openRun` with `assumeLost` completes it.
   */
  get isOutOfSight(): boolean {
    return this.#state.unseen;
  }

  /** Why the runner failed, where the status is `error`. */
  get explanation(): string | undefined {
    return this.#state.last?.status === 'error' ? this.#state.last.job_explanation : undefined;
  }

  /** Lines of the journal that a reading found damaged; their records are left out. */
  get damage(): readonly DamagedLine[] {
    return this.#source.damage;
  }

  /** Statuses in order, to the last one. */
  get statuses(): AsyncIterable<RunnerStatus> {
    return this.#readStatuses();
  }

  [Symbol.asyncIterator](): AsyncIterator<RunnerEvent> {
    return this.events[Symbol.asyncIterator]();
  }

  /** How it ended for each host; undefined where Ansible did not get that far. */
  async stats(): Promise<RunStats | undefined> {
    // Hardly anything comes behind it.
    let found = findStats((await this.#source.readLast?.()) ?? []);
    if (found === undefined) for await (const data of this.#stored().raw(statsMember)) found = data;
    if (found === undefined) return undefined;
    const { event_data = {} } = JSON.parse(found) as { event_data?: Partial<RunStats> };
    return Object.fromEntries(statNames.map((name) => [name, event_data[name] ?? {}])) as unknown as RunStats;
  }

  /** The events of one host so far, in order. */
  async *hostEvents(host: string): AsyncGenerator<RunnerEvent, void, undefined> {
    for await (const data of this.#stored().raw(`"host":${asciiJson(host)}`)) {
      const event = JSON.parse(data) as RunnerEvent;
      if ((event.event_data as { host?: unknown } | undefined)?.host === host) yield event;
    }
  }

  /** What a terminal would have shown, as far as it is written. */
  async stdout(): Promise<string> {
    return await readText(findArtifacts(this.artifactDir).stdout);
  }

  /** Ansible's stderr, where it was run on pipes; with a terminal all is in `stdout`. */
  async stderr(): Promise<string> {
    return await readText(findArtifacts(this.artifactDir).stderr);
  }

  async getFactCache(host: string): Promise<Facts> {
    return await readFactCache(this.#factCacheDir, host);
  }

  async setFactCache(host: string, facts: Facts): Promise<void> {
    await writeFactCache(this.#factCacheDir, host, facts);
  }

  #stored(): EventStream {
    return new EventStream(() => this.#source.read());
  }

  async *#readStatuses(): AsyncGenerator<RunnerStatus, void, undefined> {
    for await (const records of this.#source.follow()) {
      for (const { kind, data } of records) if (kind === 'status') yield JSON.parse(data) as RunnerStatus;
    }
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return '';
    throw thrown;
  }
}
