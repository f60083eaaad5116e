import { writeFileSync } from 'node:fs';
import { stopOnSignals } from '../delivery/stop-on-signals.js';
import { readCount } from '../options/read-count.js';
import { inspectScreen } from '../screen/style.js';
import { UsageError } from '../usage-error.js';
import type { Listening, ListenTask } from './listening.js';
import type { Mischief } from './misbehave.js';
import { Notebook } from './notebook.js';
import { createSignatureCheck } from './verify-signature.js';

export interface ListenFlags {
  readonly http?: string;
  readonly unix?: string;
  readonly zeromq?: string;
  readonly zeromqPattern?: string;
  readonly zeromqConnect?: true;
  readonly save?: string;
  readonly portFile?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly max?: string;
  readonly secret?: string[];
  readonly delay?: string;
  readonly status?: string;
  readonly failEvery?: string;
  readonly dropEvery?: string;
  readonly hangEvery?: string;
  readonly retryAfter?: string;
  readonly rejectCounter?: string;
}

/** Receives until a signal comes or enough has. */
export async function listen(flags: ListenFlags): Promise<void> {
  const stop = stopOnSignals(() => undefined);
  try {
    let full: () => void = () => undefined;
    const enough = new Promise<void>((resolve) => {
      full = resolve;
      stop.signal.addEventListener('abort', () => resolve());
    });
    const notebook = new Notebook({
      save: flags.save,
      json: flags.json ?? false,
      quiet: flags.quiet ?? false,
      max: readCount('--max', flags.max),
      style: inspectScreen().style,
      onFull: full,
    });
    const listening = await open(flags, { notebook, mischief: readMischief(flags) });
    process.stderr.write(`callboard: listening at ${listening.address}  (Ctrl-C ends)\n`);
    if (flags.portFile !== undefined) writeFileSync(flags.portFile, `${listening.port ?? listening.address}\n`);
    await enough;
    // The last answer is still on its way.
    await new Promise((resolve) => setImmediate(resolve));
    await listening.close();
    process.stderr.write(`callboard: ${notebook.summarise()}\n`);
  } finally {
    stop.detach();
  }
}

async function open(flags: ListenFlags, task: ListenTask): Promise<Listening> {
  const given = [flags.http, flags.unix, flags.zeromq].filter((flag) => flag !== undefined);
  if (given.length > 1) throw new UsageError('--http, --unix and --zeromq exclude each other: listen twice.');
  if (flags.zeromq !== undefined) {
    const { listenZeromq } = await import('./listen-zeromq.js');
    const connect = flags.zeromqConnect ?? false;
    return await listenZeromq({ address: flags.zeromq, pattern: readPattern(flags.zeromqPattern), connect }, task);
  }
  const { listenHttp } = await import('./listen-http.js');
  const place = flags.unix === undefined ? readPlace(flags.http ?? '0') : { path: flags.unix };
  return await listenHttp(place, task, flags.secret && createSignatureCheck(flags.secret));
}

function readPlace(text: string): { host: string; port: number } {
  const [, host, port] = /^(?:(.+):)?(\d+)$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65535)
    throw new UsageError(`--http takes [HOST:]PORT, not ${JSON.stringify(text)}.`);
  return { host: (host ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

function readPattern(text = 'pull'): 'pull' | 'sub' | 'router' {
  if (text === 'pull' || text === 'sub' || text === 'router') return text;
  throw new UsageError(`--zeromq-pattern is pull, sub or router, not ${JSON.stringify(text)}.`);
}

function readMischief(flags: ListenFlags): Mischief {
  return {
    delayMs: readCount('--delay', flags.delay) ?? 0,
    statuses: flags.status === undefined ? [204] : readStatuses(flags.status),
    failEvery: readCount('--fail-every', flags.failEvery),
    dropEvery: readCount('--drop-every', flags.dropEvery),
    hangEvery: readCount('--hang-every', flags.hangEvery),
    retryAfter: readCount('--retry-after', flags.retryAfter),
    rejectCounter: readCount('--reject-counter', flags.rejectCounter),
  };
}

function readStatuses(text: string): number[] {
  const statuses = text.split(',').map(Number);
  if (statuses.every((status) => Number.isInteger(status) && status >= 200 && status <= 599)) return statuses;
  throw new UsageError(`--status takes codes from 200 to 599, separated by commas, not ${JSON.stringify(text)}.`);
}
