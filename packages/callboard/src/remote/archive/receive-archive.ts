import type { StreamReader } from '../stream/read-stream.js';
import { openScratchFile } from './scratch-file.js';
import { type UnpackOptions, unpackArchive } from './unpack-archive.js';

/** Takes an archive out of a stream, whole, and then unpacks it. Throws ERR_STREAM and ERR_ARCHIVE. */
export async function receiveArchive(
  stream: StreamReader,
  length: number,
  directory: string,
  options?: UnpackOptions,
): Promise<void> {
  const archive = await openScratchFile();
  try {
    for await (const bytes of stream.readArchive(length)) await archive.appendFile(bytes);
    await unpackArchive(archive, directory, options);
  } finally {
    await archive.close();
  }
}
