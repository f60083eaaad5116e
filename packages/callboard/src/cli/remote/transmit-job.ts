import { transmit } from '../../remote/transmit.js';
import { type RunFlags, readRunOptions } from '../options/read-run-options.js';
import { type LogFlags, openStepLog } from '../step-log.js';

export async function transmitJob(privateDataDir: string, flags: RunFlags & LogFlags): Promise<void> {
  const log = openStepLog(flags);
  const options = await readRunOptions(privateDataDir, flags);
  const { ident, archiveBytes, entries, skipped } = await transmit({ ...options, streamer: 'transmit' });
  log?.(`sent job ${ident}: ${entries} entries, ${archiveBytes} bytes packed`);
  if (skipped.length === 0) return;
  process.stderr.write(`callboard: not sent, being neither files nor inputs: ${skipped.join(', ')}\n`);
}
