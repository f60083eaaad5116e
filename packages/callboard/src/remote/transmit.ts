import { checkOptions } from '../config/check-options.js';
import { packDirectory } from './archive/pack-directory.js';
import { describeJob } from './describe-job.js';
import type { TransmitOptions, TransmitResult } from './remote-options.js';
import { StreamWriter } from './stream/write-stream.js';

/**
 * Sends a job: its options, the private data directory without its artifacts, and a last line. Nothing is sent before
 * all of it is known to be whole. Throws as `run()` does, ERR_ARCHIVE where the directory cannot be packed, and
 * ERR_STREAM where nobody reads.
 */
export async function transmit({
  streamer: _,
  output = process.stdout,
  onlyTransmitKwargs = false,
  ...options
}: TransmitOptions): Promise<TransmitResult> {
  checkOptions(options);
  const { ident, privateDataDir, kwargs, ...parts } = await describeJob(options);
  const writer = new StreamWriter(output);
  const head = `${JSON.stringify({ kwargs })}\n`;
  if (onlyTransmitKwargs) {
    await writer.writeLines(head);
    await writer.writeEnd();
    return { ident, archiveBytes: 0, entries: 0, skipped: [] };
  }
  const { archive, size, entries, skipped } = await packDirectory(privateDataDir, parts);
  try {
    await writer.writeLines(head);
    await writer.writeArchive(archive, size);
    await writer.writeEnd();
  } finally {
    await archive.close();
  }
  return { ident, archiveBytes: size, entries, skipped };
}
