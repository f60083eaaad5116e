import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Capture } from '#callboard/capture/capture-events.js';
import { findSpoolPaths, type SpoolPaths } from '#callboard/capture/spool-paths.js';
import type { Redactor } from '#callboard/redact/redact.js';

const nonce = 'feedfeedfeedfeed';

export interface Told {
  /** Where text and marks go. @defaultValue 'terminal' */
  readonly stream?: 'terminal' | 'stderr';
  /** Which of the event's marks are written. @defaultValue 'both' */
  readonly marks?: 'both' | 'none' | 'begin' | 'end';
  /** Members of the event's data, as JSON text. */
  readonly members?: string;
}

/** What Ansible and the supervisor leave on disk, put together by hand. */
export class StagedOutput {
  /** Lines as the callback plugin writes them, without their newlines. */
  readonly spool: string[] = [];
  terminal: Buffer = Buffer.alloc(0);
  stderr: Buffer = Buffer.alloc(0);

  /** An event with its text. Returns its uuid. */
  event(
    text: string | Buffer,
    { stream = 'terminal', marks = 'both', members = '"event_data":{}' }: Told = {},
  ): string {
    const uuid = `00000000-0000-4000-8000-${String(this.spool.length + 1).padStart(12, '0')}`;
    const head = `{"uuid":"${uuid}","event":"runner_on_ok","pid":1,"created":"2025-01-01T00:00:00+00:00"`;
    this.spool.push(sealSpoolLine(`${head},${members}}`));
    if (marks === 'both' || marks === 'begin') this.show(makeMark(`B${this.spool.length}`), stream);
    if (marks !== 'none') this.show(text, stream);
    if (marks === 'both' || marks === 'end') this.show(makeMark('E'), stream);
    return uuid;
  }

  /** Text, or a mark, outside events. */
  show(text: string | Buffer, stream: 'terminal' | 'stderr' = 'terminal'): void {
    this[stream] = Buffer.concat([this[stream], typeof text === 'string' ? Buffer.from(text) : text]);
  }

  get spoolBytes(): Buffer {
    return Buffer.from(this.spool.map((line) => `${line}\n`).join(''));
  }
}

/** A line of the spool for an event's JSON. */
export function sealSpoolLine(data: string): string {
  return `${crc32(data).toString(16).padStart(8, '0')} ${data}`;
}

export function readSpoolLine(line: string): { uuid: string } {
  return JSON.parse(line.slice(9)) as { uuid: string };
}

export function makeMark(body: string): string {
  return `\x1b_cb${nonce} ${body}\x1b\\`;
}

export interface CapturedEvent {
  readonly uuid: string;
  readonly counter: number;
  readonly stdout: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly event: string;
  readonly created: string;
  readonly event_data?: Readonly<Record<string, unknown>>;
}

export interface StagingOptions {
  readonly mode?: 'pty' | 'pipes';
  readonly redactor?: Redactor;
}

/** The three files, growing as a test says, and a capture that follows them. */
export class Staging {
  readonly paths: SpoolPaths;
  readonly capture: Capture;
  readonly events: string[] = [];
  readonly #fds: { readonly events: number; readonly terminal: number; readonly stderr: number };

  constructor(directory: string, { mode = 'pty', redactor = seeAll }: StagingOptions = {}) {
    this.paths = findSpoolPaths(directory);
    mkdirSync(this.paths.directory, { recursive: true });
    const open = (path: string): number => openSync(path, 'w');
    this.#fds = {
      events: open(this.paths.events),
      terminal: open(this.paths.terminal),
      stderr: open(this.paths.stderr),
    };
    const emit = (event: string): unknown => this.events.push(event);
    const waitForRoom = (): Promise<void> => Promise.resolve();
    this.capture = new Capture({ ident: 'staged', nonce, mode, paths: this.paths, redactor, emit, waitForRoom });
  }

  write(file: 'events' | 'terminal' | 'stderr', bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#fds[file], bytes, at);
  }

  async finish(): Promise<CapturedEvent[]> {
    for (const fd of Object.values(this.#fds)) closeSync(fd);
    await this.capture.finish();
    return this.events.map((event) => JSON.parse(event) as CapturedEvent);
  }
}

const seeAll: Redactor = { text: (text) => text, json: (json) => json };

let stagings = 0;

/** Captures what was staged, all at once; the JSON text of each event. */
export async function captureText(home: string, output: StagedOutput, options: StagingOptions = {}): Promise<string[]> {
  const staging = new Staging(join(home, `staging-${(stagings += 1)}`), options);
  staging.write('events', output.spoolBytes);
  staging.write('terminal', output.terminal);
  staging.write('stderr', output.stderr);
  await staging.finish();
  return staging.events;
}

/** Captures what was staged, all at once. */
export async function capture(home: string, output: StagedOutput, options?: StagingOptions): Promise<CapturedEvent[]> {
  return (await captureText(home, output, options)).map((event) => JSON.parse(event) as CapturedEvent);
}
