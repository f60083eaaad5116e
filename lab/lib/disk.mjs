import { dirname } from 'node:path';

/**
 * A disk as POSIX promises it, no better: what was written is there after a loss of power if a sync of that file began
 * after the write and had ended; a name is there if a sync of its directory did. Everything else may be there or not,
 * or in part, whatever the order in which it was done.
 *
 * `play(entries)` takes what was recorded; `crash(at, fate)` tells what is left when the power fails before entry `at`.
 */
export class Disk {
  #root;
  /** What was done to names, in this order. */
  #names = [];
  /** The namespace as a running system sees it. */
  #now = new Map();
  #openedAs = new Map();

  /** @param {string} root a directory that is there, whatever happens */
  constructor(root) {
    this.#root = root;
    this.#now.set(root, { directory: true, syncs: [] });
  }

  /** A file that lay there before, without a sync. */
  place(path, bytes) {
    this.#create(path, before).writes.push({ ...before, offset: 0, data: bytes });
  }

  placeDirectory(path, isDurable) {
    this.#setName(path, { directory: true, syncs: [] }, before);
    this.#names.at(-1).isDurable = isDurable;
  }

  /** @param {object[]} entries as the hook wrote them */
  play(entries) {
    const ends = new Map(entries.flatMap((entry, index) => (entry.end === undefined ? [] : [[entry.end, index]])));
    for (const [index, entry] of entries.entries()) {
      if (entry.begin === undefined) continue;
      this.#apply(entry, { begin: index, end: ends.get(entry.begin) ?? Infinity });
    }
  }

  #apply(entry, at) {
    const { op, path } = entry;
    if (op === 'open') this.#open(entry, at);
    else if (op === 'whole') this.#writeWhole(entry, at);
    else if (op === 'write') this.#write(entry, at);
    else if (op === 'sync') this.#now.get(path)?.syncs.push(at);
    else if (op === 'failed-sync') this.#forget(path, at);
    else if (op === 'truncate') this.#now.get(path)?.writes.push({ ...at, length: entry.length });
    else if (op === 'mkdir') for (const made of entry.made) this.#setName(made, { directory: true, syncs: [] }, at);
    else if (op === 'rename') this.#rename(path, entry.to, at);
    else if (op === 'remove') this.#remove(path, at);
    else throw new Error(`the disk knows no ${op}`);
  }

  /** What a sync could not write is not written by the next one either: the kernel takes it for clean. */
  #forget(path, { begin }) {
    const file = this.#now.get(path);
    for (const write of file.writes) {
      if (!isCovered(write, file.syncs, begin)) write.isForgotten = true;
    }
  }

  #open({ path, flags, isNew }, at) {
    const file = isNew || !this.#now.has(path) ? this.#create(path, at) : this.#now.get(path);
    if (!isNew && flags.startsWith('w')) file.writes.push({ ...at, length: 0 });
    this.#openedAs.set(path, { file, position: flags.startsWith('a') ? undefined : 0 });
  }

  #writeWhole({ path, flags, data, sync }, at) {
    this.#open({ path, flags, isNew: !this.#now.has(path) }, at);
    // The sync comes between the two entries, behind the write.
    this.#write({ path, data }, sync ? { ...at, end: at.begin + 0.2 } : at);
    if (sync) this.#now.get(path).syncs.push({ begin: at.begin + 0.5, end: at.end });
  }

  #write({ path, data }, at) {
    const open = this.#openedAs.get(path);
    const bytes = Buffer.from(data, 'base64');
    const offset = open.position ?? measure(open.file.writes);
    open.file.writes.push({ ...at, offset, data: bytes });
    if (open.position !== undefined) open.position += bytes.length;
  }

  #create(path, at) {
    const file = { writes: [], syncs: [] };
    this.#setName(path, file, at);
    return file;
  }

  #setName(path, file, at) {
    this.#names.push({ ...at, set: { path, file }, holder: this.#now.get(dirname(path)) });
    this.#now.set(path, file);
  }

  /** With all that is below. Both names change at once, or neither. */
  #rename(from, to, at) {
    const file = this.#now.get(from);
    // A socket, which nobody recorded.
    if (!file) return;
    this.#names.push({ ...at, move: { from, to, file }, holder: this.#now.get(dirname(to)) });
    move(this.#now, { from, to, file });
  }

  #remove(path, at) {
    if (!this.#now.has(path)) return;
    this.#names.push({ ...at, gone: path, holder: this.#now.get(dirname(path)) });
    remove(this.#now, path);
  }

  /**
   * @param {number} at
   * @param {Fate} fate
   * @param {(path: string) => boolean} [isWanted]
   * @returns {{ files: Map<string, Buffer>, directories: Set<string> }} what is left, by path
   * @typedef {object} Fate what becomes of that which no sync has covered
   * @property {() => boolean} keepsName
   * @property {(write: { data?: Buffer }) => 'kept' | 'lost' | 'zeros' | number} keepsWrite a number: so many bytes of it
   */
  crash(at, fate, isWanted = () => true) {
    const namespace = new Map();
    for (const name of this.#names) {
      if (name.begin >= at) continue;
      if (!(name.isDurable || isCovered(name, name.holder?.syncs ?? [], at) || fate.keepsName(name))) continue;
      if (name.set) namespace.set(name.set.path, name.set.file);
      else if (name.move) move(namespace, name.move);
      else remove(namespace, name.gone);
    }
    const files = new Map();
    const directories = new Set();
    for (const [path, file] of namespace) {
      // What lies in a directory that is not there can't be found.
      if (!this.#isReachable(path, namespace)) continue;
      if (file.directory) directories.add(path);
      else if (isWanted(path)) files.set(path, readAfter(file, at, fate));
    }
    return { files, directories };
  }

  #isReachable(path, namespace) {
    const holder = dirname(path);
    return holder === this.#root || (namespace.get(holder)?.directory === true && this.#isReachable(holder, namespace));
  }

  /** What is there now, as a check of the record. */
  get current() {
    const files = [...this.#now].filter(([, file]) => !file.directory);
    return new Map(files.map(([path, file]) => [path, put(file.writes)]));
  }
}

const before = { begin: -1, end: -1 };

function isCovered({ end, isForgotten }, syncs, at) {
  return !isForgotten && syncs.some((sync) => end < sync.begin && sync.end < at);
}

/** What lay below and was not lost goes with it. */
function move(namespace, { from, to, file }) {
  const below = [...namespace].filter(([path]) => path.startsWith(`${from}/`));
  remove(namespace, to);
  remove(namespace, from);
  namespace.set(to, file);
  for (const [path, moved] of below) namespace.set(to + path.slice(from.length), moved);
}

function remove(namespace, path) {
  for (const name of namespace.keys()) {
    if (name === path || name.startsWith(`${path}/`)) namespace.delete(name);
  }
}

function readAfter({ writes, syncs }, at, fate) {
  const left = [];
  for (const write of writes) {
    if (write.begin >= at) continue;
    if (isCovered(write, syncs, at)) left.push(write);
    else left.push(...spoil(write, fate));
  }
  return put(left);
}

function spoil(write, fate) {
  const end = fate.keepsWrite(write);
  if (end === 'kept') return [write];
  if (end === 'lost') return [];
  if (!write.data) return [write];
  if (end === 'zeros') return [{ ...write, data: Buffer.alloc(write.data.length) }];
  return [{ ...write, data: write.data.subarray(0, end) }];
}

function measure(writes) {
  return writes.reduce((size, { offset, data, length }) => length ?? Math.max(size, offset + data.length), 0);
}

function put(writes) {
  let bytes = Buffer.alloc(Math.max(0, ...writes.map(({ offset = 0, data }) => offset + (data?.length ?? 0))));
  let size = 0;
  for (const { offset, data, length } of writes) {
    if (length !== undefined) {
      bytes.fill(0, Math.min(length, size));
      size = length;
      continue;
    }
    data.copy(bytes, offset);
    size = Math.max(size, offset + data.length);
  }
  return bytes.subarray(0, size);
}
