import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe } from 'node:test';
import {
  type CallboardError,
  type Run,
  type RunnerEvent,
  type RunnerStatus,
  type RunOptions,
  type RunResult,
  start,
} from '#callboard/index.js';
import { findFaults } from './published-schemas.js';

export type Json = Record<string, unknown>;

const originalPath = process.env['PATH'] ?? '';
const binaries = (process.env['CALLBOARD_TEST_ANSIBLE'] ?? '').split(delimiter).filter(Boolean);

/** A describe block for each Ansible to try, which then stands first on PATH. */
export function describeWithAnsible(name: string, define: () => void): void {
  for (const bin of binaries.length > 0 ? binaries : ['']) {
    describe(bin === '' ? name : `${name} (${describeBin(bin)})`, () => {
      before(() => {
        process.env['PATH'] = bin === '' ? originalPath : `${bin}${delimiter}${originalPath}`;
      });
      after(() => {
        process.env['PATH'] = originalPath;
      });
      define();
    });
  }
}

function describeBin(bin: string): string {
  return bin.split('/').at(-2) ?? bin;
}

const roots: string[] = [];

/** A directory of the test's own, gone when the tests of the file are. Values that are no text become JSON. */
export function makeDirectory(files: Readonly<Record<string, unknown>> = {}, name = 'callboard-run'): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  roots.push(root);
  addFiles(root, files);
  return root;
}

function addFiles(root: string, files: Readonly<Record<string, unknown>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

process.once('exit', () => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A play on the implicit localhost, without facts. */
export function play(tasks: readonly Json[], more: Json = {}): Json {
  return { hosts: 'localhost', gather_facts: false, ...more, tasks };
}

export function debug(msg: unknown, more: Json = {}): Json {
  return {
    name: `say ${typeof msg === 'string' ? msg.slice(0, 20) : 'something'}`,
    'ansible.builtin.debug': { msg },
    ...more,
  };
}

export function shell(cmd: string, more: Json = {}): Json {
  return { name: 'run a command', 'ansible.builtin.shell': cmd, ...more };
}

/** An inventory of hosts that are all this machine. */
export function localHosts(...names: readonly string[]): Json {
  const vars = { ansible_connection: 'local', ansible_python_interpreter: '{{ ansible_playbook_python }}' };
  return { all: { vars, hosts: Object.fromEntries(names.map((name) => [name, {}])) } };
}

/** Everything that anybody could see of a run. */
export interface Observed {
  readonly run: Run;
  readonly result: RunResult | undefined;
  readonly error: CallboardError | undefined;
  /** What `for await` over the run gave. */
  readonly events: RunnerEvent[];
  readonly statuses: RunnerStatus[];
  readonly handledEvents: RunnerEvent[];
  readonly handledStatuses: RunnerStatus[];
  readonly stdout: string;
}

/** Runs with recording handlers and readers beside the given options, and waits for the end. */
export async function observe(options: RunOptions, meanwhile?: (run: Run) => unknown): Promise<Observed> {
  const handledEvents: RunnerEvent[] = [];
  const handledStatuses: RunnerStatus[] = [];
  const run = await start({
    ...options,
    eventHandler: (event, config) => {
      handledEvents.push(event);
      return options.eventHandler?.(event, config);
    },
    statusHandler: (status, config) => {
      handledStatuses.push(status);
      return options.statusHandler?.(status, config);
    },
  });
  const watching = Promise.all([collect(run.events), collect(run.statuses), meanwhile?.(run)]);
  let result: RunResult | undefined;
  let error: CallboardError | undefined;
  try {
    result = await run.result;
  } catch (thrown) {
    error = thrown as CallboardError;
  }
  const [events, statuses] = await watching;
  return { run, result, error, events, statuses, handledEvents, handledStatuses, stdout: await run.stdout() };
}

/** As `observe`, and everything about it must be in order: schema, numbers, the same events everywhere. */
export async function observeWhole(options: RunOptions, meanwhile?: (run: Run) => unknown): Promise<Observed> {
  const observed = await observe(options, meanwhile);
  assertInOrder(observed);
  return observed;
}

export function assertInOrder({ run, events, statuses, handledEvents, handledStatuses }: Observed): void {
  const journal = readJournal(run.artifactDir);
  assertValid(events, statuses);
  assert.deepEqual(
    events.map(({ counter }) => counter),
    events.map((_, index) => index + 1),
    'counters without gaps',
  );
  assert.deepEqual(handledEvents, events, 'handlers see what the loop sees');
  assert.deepEqual(handledStatuses, statuses);
  assert.deepEqual(
    journal.filter(({ kind }) => kind === 'event').map(({ data }) => data),
    events,
  );
  assert.deepEqual(
    journal.filter(({ kind }) => kind === 'status').map(({ data }) => data),
    statuses,
  );
  assert.deepEqual(readJobEvents(run.artifactDir), events, 'job_events/ has what the journal has');
  const { rc, status } = readEnd(run.artifactDir);
  assert.equal(status, statuses.at(-1)?.status);
  assert.equal(status, run.status);
  assert.equal(rc, run.rc);
  for (const name of ['command', 'stdout', 'rc', 'status', 'journal.ndjson']) {
    assert.equal(statSync(join(run.artifactDir, name)).mode & 0o777, 0o600, name);
  }
  assert.equal(existsSync(join(run.artifactDir, 'spool')), false, 'the spool goes with the run');
}

export function assertValid(events: readonly RunnerEvent[], statuses: readonly RunnerStatus[]): void {
  for (const event of events) assert.deepEqual(findFaults('event', event), [], JSON.stringify(event).slice(0, 2000));
  for (const status of statuses) assert.deepEqual(findFaults('status', status), [], JSON.stringify(status));
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

interface JournalLine {
  readonly n: number;
  readonly kind: string;
  readonly data: unknown;
}

/** Every line must be JSON, as `jq` needs it, and numbered without gaps. */
export function readJournal(artifactDir: string): JournalLine[] {
  const lines = readFileSync(join(artifactDir, 'journal.ndjson'), 'utf8').trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as JournalLine);
  assert.deepEqual(
    records.map(({ n }) => n),
    records.map((_, index) => index + 1),
  );
  return records;
}

export function readJobEvents(artifactDir: string): RunnerEvent[] {
  const directory = join(artifactDir, 'job_events');
  const names = readdirSync(directory).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  return names.map((name) => {
    const event = JSON.parse(readFileSync(join(directory, name), 'utf8')) as RunnerEvent;
    assert.equal(name, `${event.counter}-${event.uuid}.json`);
    return event;
  });
}

export function readEnd(artifactDir: string): { readonly rc: number; readonly status: string } {
  const read = (name: string): string => readFileSync(join(artifactDir, name), 'utf8');
  return { rc: Number(read('rc')), status: read('status') };
}

/** What an event's task returned, by the task's name. */
export function resultOf(events: readonly RunnerEvent[], task: string, host = 'localhost'): Json {
  const found = events.find((event) => {
    const data = event.event_data as Json | undefined;
    return /^runner_on_(ok|failed)$/.test(event.event) && data?.['task'] === task && data['host'] === host;
  });
  assert.ok(found, `no result of ${task} on ${host} among ${events.map(({ event }) => event).join(' ')}`);
  return (found.event_data as unknown as { res: Json }).res;
}

export function namesOf(events: readonly RunnerEvent[]): string[] {
  return events.map(({ event }) => event);
}

/** Paths of all files and directories below, sorted. */
export function listTree(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
}

/** Waits on a running run for a task to begin (its `playbook_on_task_start`), or for another event. */
export async function waitForEvent(run: Run, matches: (event: RunnerEvent) => boolean): Promise<RunnerEvent> {
  for await (const event of run.events) if (matches(event)) return event;
  throw new Error(`the run ended (${run.status}) before the event came: ${await run.stdout()}`);
}

export function isTask(name: string): (event: RunnerEvent) => boolean {
  return (event) => event.event === 'runner_on_start' && (event.event_data as Json | undefined)?.['task'] === name;
}
