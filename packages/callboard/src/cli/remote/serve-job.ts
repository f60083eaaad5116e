import { work } from '../../remote/work.js';
import { readCount } from '../options/read-count.js';
import { type LogFlags, openStepLog } from '../step-log.js';
import { UsageError } from '../usage-error.js';
import { watchReader } from './watch-reader.js';

export interface WorkerFlags extends LogFlags {
  readonly privateDataDir?: string;
  readonly delete?: true;
  readonly keepaliveSeconds?: string;
}

/** One job from stdin to stdout. The first signal cancels it in order, and so does a reader that goes away. */
export async function serveJob({ privateDataDir, keepaliveSeconds, ...flags }: WorkerFlags): Promise<number> {
  if (flags.delete && privateDataDir === undefined) {
    throw new UsageError('--delete needs --private-data-dir: a temporary directory is removed in any case.');
  }
  const log = openStepLog(flags);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const endWatch = watchReader(() => stop.abort());
  try {
    const { status, rc, explanation } = await work({
      streamer: 'worker',
      privateDataDir,
      delete: flags.delete,
      keepaliveSeconds: readCount('--keepalive-seconds', keepaliveSeconds),
      signal: stop.signal,
    });
    log?.(`job ended: ${status}, rc ${rc}${explanation === undefined ? '' : `, ${explanation}`}`);
    return rc;
  } finally {
    endWatch();
    for (const signal of signals) process.off(signal, onSignal);
    process.stdin.destroy();
  }
}
