import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonObject, type RunnerStatus, type StatusName, statusNames } from '@callboard/contract';
import { type ArtifactPaths, findArtifacts } from '../artifacts/artifact-paths.js';
import { normaliseEvent } from '../journal/normalise-event.js';
import type { RawRecord } from '../journal/record.js';
import { explainUnreadable } from './explain-unreadable.js';
import type { StoredSource } from './run-source.js';

const batchSize = 256;

type Unnumbered = Omit<RawRecord, 'n'>;

/** A run that Python's ansible-runner wrote: a file per event, and the last status. */
export class PythonSource implements StoredSource {
  readonly damage: readonly never[] = [];
  readonly #paths: ArtifactPaths;
  readonly #ident: string;

  constructor(artifactDir: string, ident: string) {
    this.#paths = findArtifacts(artifactDir);
    this.#ident = ident;
  }

  /** Such a run tells nobody that it goes on; what is there is all there is. */
  follow(): AsyncIterable<readonly RawRecord[]> {
    return this.read();
  }

  async lastStatus(): Promise<RunnerStatus | undefined> {
    const last = [...(await this.#readBeginning()), ...(await this.#readEnd())].at(-1);
    return last && (JSON.parse(last.data) as RunnerStatus);
  }

  async *read(): AsyncGenerator<readonly RawRecord[]> {
    let n = 0;
    const number = (records: readonly Unnumbered[]): RawRecord[] =>
      records.map((record) => ({ n: (n += 1), ...record }));
    yield number(await this.#readBeginning());
    const names = await listEventFiles(this.#paths.jobEvents);
    for (let from = 0; from < names.length; from += batchSize) {
      yield number(await Promise.all(names.slice(from, from + batchSize).map((name) => this.#readEvent(name))));
    }
    yield number(await this.#readEnd());
  }

  async #readBeginning(): Promise<Unnumbered[]> {
    if (!existsSync(this.#paths.command)) return [];
    const at = await readTime(this.#paths.command);
    const starting = this.#describe('starting', (await readJson(this.#paths.command)).value);
    return [
      { at, kind: 'status', data: starting },
      { at, kind: 'status', data: this.#describe('running') },
    ];
  }

  async #readEvent(name: string): Promise<Unnumbered> {
    const { value, text } = await readJson(join(this.#paths.jobEvents, name));
    const data = normaliseEvent(value, text) ?? text;
    return { at: readCreated(data), kind: 'event', data };
  }

  async #readEnd(): Promise<Unnumbered[]> {
    const path = this.#paths.status;
    const status = (await readFile(path, 'utf8').catch(() => '')).trim();
    if (status === '') return [];
    if (!statusNames.includes(status as StatusName))
      throw explainUnreadable(path, new Error(`it says ${JSON.stringify(status.slice(0, 80))}, which is no status`));
    return [{ at: await readTime(path), kind: 'status', data: this.#describe(status) }];
  }

  #describe(status: string, more: Record<string, unknown> = {}): string {
    return JSON.stringify({ status, runner_ident: this.#ident, ...more });
  }
}

async function listEventFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const events = names.filter((name) => /^\d+-.+\.json$/.test(name) && !name.endsWith('-partial.json'));
  return events.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

function readCreated(event: string): string {
  return /"created":"([^"]*)"/.exec(event)?.[1] ?? '';
}

async function readTime(path: string): Promise<string> {
  return (await stat(path)).mtime.toISOString();
}

/** Throws ERR_RUN_UNREADABLE. */
async function readJson(path: string): Promise<{ readonly value: JsonObject; readonly text: string }> {
  try {
    const text = await readFile(path, 'utf8');
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null) throw new Error('it is no JSON object');
    return { value: value as JsonObject, text };
  } catch (thrown) {
    throw explainUnreadable(path, thrown);
  }
}
