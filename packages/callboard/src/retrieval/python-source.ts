import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactPaths, findArtifacts } from '../artifacts/artifact-paths.js';
import { asciiJson } from '../ascii-json.js';
import type { RawRecord } from '../journal/record.js';
import type { RunSource } from './run-source.js';

const batchSize = 256;

/** A run that Python's ansible-runner wrote: a file per event, and the last status. */
export class PythonSource implements RunSource {
  readonly damage: readonly never[] = [];
  readonly #artifactDir: string;
  readonly #ident: string;

  constructor(artifactDir: string, ident: string) {
    this.#artifactDir = artifactDir;
    this.#ident = ident;
  }

  /** Such a run tells nobody that it goes on; what is there is all there is. */
  follow(): AsyncIterable<readonly RawRecord[]> {
    return this.read();
  }

  async *read(): AsyncGenerator<readonly RawRecord[]> {
    const paths = findArtifacts(this.#artifactDir);
    let n = 0;
    const number = (kind: RawRecord['kind'], at: string, data: string): RawRecord => ({ n: (n += 1), at, kind, data });
    yield await this.#readBeginning(paths, number);
    const names = await listEventFiles(paths.jobEvents);
    for (let from = 0; from < names.length; from += batchSize) {
      const files = names.slice(from, from + batchSize).map((name) => readFile(join(paths.jobEvents, name), 'utf8'));
      yield (await Promise.all(files)).map(normaliseEvent).map((data) => number('event', readCreated(data), data));
    }
    const status = await readFile(paths.status, 'utf8').catch(() => undefined);
    if (status) yield [number('status', await readTime(paths.status), this.#describe(status.trim()))];
  }

  async #readBeginning(
    paths: ArtifactPaths,
    number: (kind: RawRecord['kind'], at: string, data: string) => RawRecord,
  ): Promise<RawRecord[]> {
    const command = await readFile(paths.command, 'utf8').catch(() => undefined);
    if (command === undefined) return [];
    const at = await readTime(paths.command);
    const starting = this.#describe('starting', JSON.parse(command) as Record<string, unknown>);
    return [number('status', at, starting), number('status', at, this.#describe('running'))];
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

/** As our own events are: no spaces between tokens, uuid and counter in front, ASCII only. */
function normaliseEvent(text: string): string {
  const { uuid, counter, stdout, start_line, end_line, runner_ident, ...rest } = JSON.parse(text);
  return asciiJson({ uuid, counter, stdout, start_line, end_line, runner_ident, ...rest });
}

function readCreated(event: string): string {
  return /"created":"([^"]*)"/.exec(event)?.[1] ?? '';
}

async function readTime(path: string): Promise<string> {
  return (await stat(path)).mtime.toISOString();
}
