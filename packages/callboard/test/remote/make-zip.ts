import { crc32 } from 'node:zlib';

/** An entry of an archive that no honest program would write. */
export interface ZipEntry {
  readonly name: string;
  readonly data?: Buffer | string;
  /** Type and permissions, as of Unix. @defaultValue a file's 0644 */
  readonly mode?: number;
  readonly crc?: number;
  /** What the archive says of it, whatever is true. */
  readonly size?: number;
  readonly packedSize?: number;
  readonly method?: number;
  readonly flags?: number;
  /** Where its data is said to be. @defaultValue where it is */
  readonly offset?: number;
}

export const link = 0o120777;
export const fifo = 0o010644;

/** A zip with exactly these entries, stored. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? '');
    const name = Buffer.from(entry.name);
    const common = describe(entry, name, data);
    const head = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.alloc(0), name]);
    directory.push(listEntry(entry, common, name, entry.offset ?? at));
    files.push(head, data);
    at += head.length + data.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, list, end]);
}

/** The part that both headers of an entry share. */
function describe(entry: ZipEntry, name: Buffer, data: Buffer): Buffer {
  const part = Buffer.alloc(26);
  part.writeUInt16LE(20, 0);
  part.writeUInt16LE(entry.flags ?? 0x800, 2);
  part.writeUInt16LE(entry.method ?? 0, 4);
  part.writeUInt16LE(0x21, 8);
  part.writeUInt32LE(entry.crc ?? crc32(data), 10);
  part.writeUInt32LE(entry.packedSize ?? data.length, 14);
  part.writeUInt32LE(entry.size ?? data.length, 18);
  part.writeUInt16LE(name.length, 22);
  return part;
}

function listEntry(entry: ZipEntry, common: Buffer, name: Buffer, offset: number): Buffer {
  const [head, tail] = [Buffer.alloc(6), Buffer.alloc(14)];
  head.write('PK\x01\x02', 'latin1');
  head.writeUInt16LE(0x031e, 4);
  tail.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([head, common, tail, name]);
}
