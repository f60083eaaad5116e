import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import { readInputText } from '../../config/load-input.js';
import type { TemporaryFile } from '../../config/place-inputs.js';
import { CallboardError, describeThrown } from '../../errors.js';
import { type Found, listDirectory } from './list-directory.js';
import { show } from './read-entry.js';
import { openScratchFile } from './scratch-file.js';

export interface PackOptions {
  /** Paths, relative to the directory, that are not sent. */
  readonly leaveOut?: (path: string) => boolean;
  /** Files that are sent though they are not there; `path` is relative. */
  readonly add?: readonly TemporaryFile[];
}

export interface Packed {
  readonly archive: FileHandle;
  readonly size: number;
  readonly entries: number;
  /** Sockets, devices and pipes that are no input: nothing that could be sent. */
  readonly skipped: readonly string[];
}

/**
 * Packs a directory into a scratch file: modes, times, links, empty directories, and what named pipes under `env/`
 * give. Whoever calls closes the file. Throws ERR_ARCHIVE where something cannot be packed.
 */
export async function packDirectory(root: string, options: PackOptions = {}): Promise<Packed> {
  const archive = await openScratchFile();
  try {
    const zip = new ZipFile();
    const failed = new Promise<never>((_, reject) => zip.once('error', reject));
    const written = writeAll(zip.outputStream, archive);
    const added = addAll(zip, root, options).finally(() => zip.end());
    const [summary] = await Promise.race([Promise.all([added, written]), failed]);
    return { archive, size: (await archive.stat()).size, ...summary };
  } catch (thrown) {
    await archive.close();
    if (thrown instanceof CallboardError) throw thrown;
    const message = `${root} cannot be packed: ${describeThrown(thrown)}. Is something being written there?`;
    throw new CallboardError('ERR_ARCHIVE', message, { cause: thrown });
  }
}

/** A stream on the handle would keep it open. */
async function writeAll(chunks: NodeJS.ReadableStream, file: FileHandle): Promise<void> {
  for await (const chunk of chunks) await file.appendFile(chunk);
}

async function addAll(
  zip: ZipFile,
  root: string,
  { leaveOut = () => false, add = [] }: PackOptions,
): Promise<Pick<Packed, 'entries' | 'skipped'>> {
  const skipped: string[] = [];
  let entries = add.length;
  for await (const found of listDirectory(root, leaveOut)) {
    if (await addOne(zip, root, found)) entries += 1;
    else skipped.push(found.path);
  }
  for (const { path, content } of add) zip.addBuffer(Buffer.from(content), path, { mode: constants.S_IFREG | 0o600 });
  return { entries, skipped };
}

async function addOne(zip: ZipFile, root: string, found: Found): Promise<boolean> {
  const { path, about } = found;
  // Yazl would take it for a slash.
  if (path.includes('\\'))
    throw new CallboardError('ERR_ARCHIVE', `${show(path)} cannot be sent: its name has a backslash.`);
  const { mode, mtime } = about;
  if (found.kind === 'link') zip.addBuffer(Buffer.from(found.target), path, { mode, mtime, compress: false });
  else if (found.kind === 'directory') zip.addEmptyDirectory(path, { mode, mtime });
  else if (found.kind === 'file') zip.addFile(join(root, path), path, { mode, mtime });
  else if (found.kind === 'pipe' && isInput(path)) {
    const content = (await readInputText(join(root, path))) ?? '';
    zip.addBuffer(Buffer.from(content), path, { mode: constants.S_IFREG | (mode & 0o777), mtime });
  } else return false;
  return true;
}

function isInput(path: string): boolean {
  return path === 'args' || /^env\/[^/]+$/.test(path);
}
