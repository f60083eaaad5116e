// Loaded by --import before the product: writes down what this process does to files, and when each thing was done.
// LAB_RECORD is where; LAB_RECORD_BELOW is the directory that counts; LAB_FAIL_SYNC names a sync that is to fail, as in
// `journal.ndjson 3`. `labClaim(data)` adds what others were told.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, resolve } from 'node:path';

const below = process.env.LAB_RECORD_BELOW;
const { writeSync, existsSync } = fs;
const [failingFile, failingCount] = (process.env.LAB_FAIL_SYNC || ' 0').split(' ');
let syncsLeft = Number(failingCount);
const log = fs.openSync(process.env.LAB_RECORD, 'a', 0o600);
let steps = 0;
let isInside = false;

/** Paths of descriptors and handles that are below the directory. */
const opened = new Map();

function note(entry) {
  writeSync(log, `${JSON.stringify(entry)}\n`);
}

globalThis.labClaim = (claim) => note({ claim });

/** Between `begin` and `end` a thing may be done, or not, or half. */
function record(op, work) {
  // A function of Node's that calls another one is one thing.
  if (!op || isInside) return work();
  const id = (steps += 1);
  note({ begin: id, ...op });
  isInside = true;
  let result;
  try {
    result = work();
  } finally {
    isInside = false;
  }
  if (typeof result?.then !== 'function') {
    note({ end: id });
    return result;
  }
  return result.then((value) => {
    note({ end: id });
    return value;
  });
}

/** Files of single events are many, and made anew from the journal. */
const counts = (path) => typeof path === 'string' && resolve(path).startsWith(below) && !path.includes('/job_events/');
const toBytes = (data) =>
  Buffer.from(data.buffer ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : data);
const onFile = (fd, op) => opened.has(fd) && { ...op, ...opened.get(fd) };
const onPath = (path, op) => counts(path) && { ...op, path: resolve(path) };
const describeWrite = (fd, data) => onFile(fd, { op: 'write', data: toBytes(data).toString('base64') });

/** Also for reading: a directory's may be synced. */
function noteHandle(handle, path) {
  if (!counts(path)) return;
  const { fd } = handle;
  opened.set(fd, { path: resolve(path) });
  const close = handle.close;
  // Each handle has its own.
  handle.close = () => {
    opened.delete(fd);
    return close.call(handle);
  };
}

function wrap(object, name, describe, after = () => undefined) {
  const original = object[name];
  object[name] = function (...words) {
    const result = record(describe.apply(this, words), () => original.apply(this, words));
    if (typeof result?.then !== 'function') {
      after.call(this, result, ...words);
      return result;
    }
    return result.then((value) => {
      after.call(this, value, ...words);
      return value;
    });
  };
}

const { promises } = fs;
const handleOf = await promises.open('/dev/null', 'r');
const FileHandle = Object.getPrototypeOf(handleOf);
await handleOf.close();

const describeOpen = (path, flags = 'r') =>
  flags !== 'r' && onPath(path, { op: 'open', flags, isNew: !existsSync(path) });
const describeMove = (from, to) => counts(from) && { op: 'rename', path: resolve(from), to: resolve(to) };
const describeRemoval = (path) => onPath(path, { op: 'remove' });
const describeMkdir = (path, options) => onPath(path, { op: 'mkdir', made: listMissing(path, options) });
const describeWhole = (flags) => (path, data, options) =>
  onPath(path, {
    op: 'whole',
    flags: options?.flag ?? flags,
    data: toBytes(data).toString('base64'),
    sync: options?.flush,
  });

function listMissing(path, options) {
  const missing = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) {
    missing.unshift(at);
    if (!options?.recursive) break;
  }
  return missing;
}

wrap(promises, 'open', describeOpen, noteHandle);
wrap(fs, 'openSync', describeOpen, (fd, path) => counts(path) && opened.set(fd, { path: resolve(path) }));
for (const name of ['writeFile', 'appendFile']) {
  const flags = name === 'writeFile' ? 'w' : 'a';
  wrap(promises, name, describeWhole(flags));
  wrap(fs, `${name}Sync`, describeWhole(flags));
  wrap(FileHandle, name, function (data) {
    return describeWrite(this.fd, data);
  });
}
wrap(FileHandle, 'write', function (data) {
  return describeWrite(this.fd, data);
});
wrap(fs, 'writeSync', (fd, data) => describeWrite(fd, data));
for (const name of ['sync', 'datasync']) {
  wrap(FileHandle, name, function () {
    return onFile(this.fd, { op: 'sync' });
  });
  const sync = FileHandle[name];
  FileHandle[name] = function () {
    const op = onFile(this.fd, { op: 'failed-sync' });
    return op && isToFail(op.path) ? record(op, failSync) : sync.call(this);
  };
}
for (const name of ['fsyncSync', 'fdatasyncSync']) wrap(fs, name, (fd) => onFile(fd, { op: 'sync' }));
wrap(fs, 'closeSync', (fd) => void opened.delete(fd));
for (const [object, ending] of [
  [promises, ''],
  [fs, 'Sync'],
]) {
  wrap(object, `rename${ending}`, describeMove);
  wrap(object, `mkdir${ending}`, describeMkdir);
  wrap(object, `truncate${ending}`, (path, length) => onPath(path, { op: 'truncate', length }));
  for (const name of ['rm', 'unlink', 'rmdir']) wrap(object, `${name}${ending}`, describeRemoval);
}
syncBuiltinESMExports();

/** Once. The next one succeeds, as it does where the kernel has thrown away what it could not write. */
function isToFail(path) {
  if (path.endsWith(`/${failingFile}`)) syncsLeft -= 1;
  return path.endsWith(`/${failingFile}`) && syncsLeft === 0;
}

async function failSync() {
  throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO', errno: -5, syscall: 'fdatasync' });
}
