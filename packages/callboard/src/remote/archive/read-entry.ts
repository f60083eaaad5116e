import { constants } from 'node:fs';
import { type Entry, getFileNameLowLevel } from 'yauzl';
import { refuse } from './refuse.js';

/** What an archive wants to be written. */
export interface ArchiveEntry {
  /** Relative, without `.`, `..` and empty parts. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** Permissions; set-user-id and the like are left out. */
  readonly mode: number;
  readonly mtime: Date;
  /** Where its data is, and how much. */
  readonly entry: Entry;
}

const longestPath = 4096;
const stored = 0;
const deflated = 8;

/** Reads one entry of the archive's directory. Throws ERR_ARCHIVE for names and kinds that are never sent. */
export function readEntry(entry: Entry): ArchiveEntry {
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  const unixMode = entry.externalFileAttributes >>> 16;
  const path = readPath(name);
  if (entry.isEncrypted()) throw refuse(`${show(name)} is encrypted`);
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) {
    throw refuse(`${show(name)} is compressed by method ${entry.compressionMethod}, and only deflate is known`);
  }
  const kind = readKind(name, unixMode);
  const usual = kind === 'directory' ? 0o700 : 0o600;
  return { path, kind, mode: unixMode & 0o777 || usual, mtime: entry.getLastModDate(), entry };
}

function readPath(name: string): string {
  if (name.includes('\0')) throw refuse(`the name ${show(name)} has a NUL in it`);
  if (name.startsWith('/')) throw refuse(`the name ${show(name)} is absolute`);
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw refuse(`the name ${show(name)} leads out of the directory`);
  if (parts.length === 0) throw refuse(`the name ${show(name)} is none`);
  if (Buffer.byteLength(name) > longestPath) throw refuse(`the name ${show(name)} is too long`);
  return parts.join('/');
}

function readKind(name: string, unixMode: number): ArchiveEntry['kind'] {
  const type = unixMode & constants.S_IFMT;
  const isDirectory = name.endsWith('/');
  if (type === constants.S_IFLNK && !isDirectory) return 'link';
  if (type === constants.S_IFDIR || (type === 0 && isDirectory)) return 'directory';
  if ((type === constants.S_IFREG || type === 0) && !isDirectory) return 'file';
  throw refuse(`${show(name)} is neither a file nor a directory nor a link`);
}

/** A name of somebody else's, safe to be printed. */
export function show(name: string): string {
  return JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);
}
