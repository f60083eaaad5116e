import { createWriteStream, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { chmod, type FileHandle, lutimes, statfs, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { CallboardError, describeThrown } from '../../errors.js';
import { BufferedReader } from './buffered-reader.js';
import { type ArchiveLimits, EntryChecker, usualLimits } from './check-entries.js';
import { checkLinks } from './check-links.js';
import { type ArchiveEntry, readEntry, show } from './read-entry.js';
import { refuse } from './refuse.js';

export interface UnpackOptions {
  readonly limits?: Partial<ArchiveLimits>;
  /** Which paths are wanted. @defaultValue all */
  readonly wants?: (path: string) => boolean;
}

const longestTarget = 4096;

/**
 * Unpacks an archive into a directory that exists. All of its entries are checked before the first is written, and
 * nothing is ever written through a link. Throws ERR_ARCHIVE for what is refused or damaged.
 */
export async function unpackArchive(
  archive: FileHandle,
  directory: string,
  options: UnpackOptions = {},
): Promise<void> {
  const { size } = await archive.stat();
  const zipOptions = { decodeStrings: false, autoClose: false };
  const zip = await fromRandomAccessReaderPromise(new BufferedReader(archive), size, zipOptions).catch((thrown) => {
    throw refuse(describeThrown(thrown));
  });
  try {
    const { bavail, bsize } = await statfs(directory);
    const limits = { ...usualLimits, bytes: bavail * bsize, ...options.limits };
    const entries = await readEntries(zip, new EntryChecker(limits, size), options.wants);
    const links = await readLinks(zip, entries);
    checkLinks(links, (path) => readLinkThere(join(directory, path)));
    await writeEntries(zip, directory, entries, links);
  } catch (thrown) {
    if (thrown instanceof CallboardError || isSystemError(thrown)) throw thrown;
    throw refuse(describeThrown(thrown));
  }
}

async function readEntries(
  zip: ZipFile,
  checker: EntryChecker,
  wants = (_path: string): boolean => true,
): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  for await (const raw of zip.eachEntry()) {
    const entry = readEntry(raw);
    if (!wants(entry.path)) continue;
    checker.add(entry);
    entries.push(entry);
  }
  checker.checkParents();
  return entries;
}

async function readLinks(zip: ZipFile, entries: readonly ArchiveEntry[]): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  for (const { path, kind, entry } of entries) {
    if (kind !== 'link') continue;
    if (entry.uncompressedSize > longestTarget) throw refuse(`the link ${show(path)} has a target that is too long`);
    const target = await buffer(await zip.openReadStreamPromise(entry));
    if (crc32(target) !== entry.crc32) throw refuseDamaged(path);
    links.set(path, target.toString());
  }
  return links;
}

async function writeEntries(
  zip: ZipFile,
  directory: string,
  entries: readonly ArchiveEntry[],
  links: ReadonlyMap<string, string>,
): Promise<void> {
  const made = new Set<string>();
  for (const item of entries) {
    const path = join(directory, item.path);
    makeDirectories(directory, item.kind === 'directory' ? item.path : dirname(item.path), made);
    if (item.kind === 'directory') continue;
    makeRoom(path, item.path);
    if (item.kind === 'link') {
      symlinkSync(links.get(item.path) ?? '', path);
      await lutimes(path, item.mtime, item.mtime);
    } else {
      await writeFile(await zip.openReadStreamPromise(item.entry), path, item);
    }
  }
  // At last: a directory that may not be written into must be filled first.
  for (const { kind, path, mode, mtime } of entries.toReversed()) {
    if (kind !== 'directory') continue;
    await chmod(join(directory, path), mode);
    await utimes(join(directory, path), mtime, mtime);
  }
}

async function writeFile(
  data: Readable,
  path: string,
  { path: name, entry, mode, mtime }: ArchiveEntry,
): Promise<void> {
  await pipeline(data, verify(name, entry.crc32), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  await chmod(path, mode);
  await utimes(path, mtime, mtime);
}

/** Directories on the way must be real ones: a link that is there already could lead anywhere. */
function makeDirectories(root: string, path: string, made: Set<string>): void {
  if (path === '.' || made.has(path)) return;
  makeDirectories(root, dirname(path), made);
  const about = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (about && !about.isDirectory()) throw refuse(`${show(path)} is there already, and is no directory`);
  if (!about) mkdirSync(join(root, path), { mode: 0o700 });
  made.add(path);
}

function makeRoom(path: string, name: string): void {
  const about = lstatSync(path, { throwIfNoEntry: false });
  if (about?.isDirectory()) throw refuse(`${show(name)} is there already, as a directory`);
  if (about) rmSync(path);
}

function readLinkThere(path: string): string | undefined {
  const about = lstatSync(path, { throwIfNoEntry: false });
  return about?.isSymbolicLink() ? readlinkSync(path) : undefined;
}

/** Passes data on, and fails at its end where it is not what was packed. */
function verify(name: string, expected: number): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(sum === expected ? null : refuseDamaged(name));
    },
  });
}

function refuseDamaged(name: string): CallboardError {
  return refuse(`the data of ${show(name)} is damaged`);
}

function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}
