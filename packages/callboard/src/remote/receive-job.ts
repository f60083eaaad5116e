import type { Readable } from 'node:stream';
import type { JsonObject } from '@callboard/contract';
import type { RunOptions } from '../config/run-options.js';
import { receiveArchive } from './archive/receive-archive.js';
import { readKwargs } from './read-kwargs.js';
import { parseLine } from './stream/parse-line.js';
import { StreamReader } from './stream/read-stream.js';

/** Reads a job to its last line, and unpacks it. Throws ERR_STREAM and ERR_ARCHIVE. */
export async function receiveJob(input: Readable, directory: string): Promise<RunOptions> {
  const stream = new StreamReader(input);
  let kwargs: JsonObject = {};
  for (;;) {
    const text = await stream.readLine();
    if (text === undefined) throw stream.fault('ended before the job was complete');
    const line = parseLine(text);
    // What stands there is not repeated: it may be a part of the job's secrets.
    if (!line) throw stream.fault('has a line that is none of a job');
    if (line.kind === 'kwargs') kwargs = line.kwargs;
    else if (line.kind === 'archive') await receiveArchive(stream, line.length, directory);
    else if (line.kind === 'eof') return readKwargs(kwargs, directory);
  }
}
