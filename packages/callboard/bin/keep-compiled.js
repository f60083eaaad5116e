'use strict';

const fs = require('node:fs');
const Module = require('node:module');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/** Checksums of the source and of what was made of it. */
const headerBytes = 8;
const isDisabled = Boolean(process.env.NODE_DISABLE_COMPILE_CACHE);

/** Has a CommonJS module be run, when it is required, from what was made of it the last time. */
function loadCompiled(path) {
  const directory = isDisabled ? undefined : findDirectory();
  if (directory === undefined) return;
  // From Node 22 on Node does it itself, for whatever is loaded.
  if (!Module.enableCompileCache) runKept(path, directory);
  else if (isHomeOurs()) Module.enableCompileCache(directory);
}

/** Undefined where there is no home: a container may have a user without one. */
function findDirectory() {
  try {
    return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'callboard');
  } catch {
    return undefined;
  }
}

/** Runs the module now: whoever requires it finds it. */
function runKept(path, directory) {
  const source = fs.readFileSync(path);
  const cache = join(
    directory,
    `${require('../package.json').version}-node-${process.versions.node}-${process.arch}.bin`,
  );
  const cachedData = readCache(cache, source);
  const script = new Script(Module.wrap(source.toString()), { filename: path, cachedData });
  if (!cachedData || script.cachedDataRejected) process.once('exit', () => writeCache(cache, source, script));
  const module = new Module(path);
  module.filename = path;
  require.cache[path] = module;
  script
    .runInThisContext()
    .call(module.exports, module.exports, Module.createRequire(path), module, path, dirname(path));
  module.loaded = true;
}

/** What others could have written is not run. */
function readCache(path, source) {
  try {
    const { uid, mode } = fs.statSync(path);
    if (uid !== process.geteuid?.() || mode & 0o022) return undefined;
    const bytes = fs.readFileSync(path);
    const data = bytes.subarray(headerBytes);
    const isIntact = bytes.readUInt32LE(0) === crc32(source) && bytes.readUInt32LE(4) === crc32(data);
    return isIntact ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Without it the next start is slower, and nothing else. */
function writeCache(path, source, script) {
  try {
    if (!isHomeOurs()) return;
    const data = script.createCachedData();
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32LE(crc32(source), 0);
    header.writeUInt32LE(crc32(data), 4);
    fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const staging = `${path}.${process.pid}`;
    fs.writeFileSync(staging, Buffer.concat([header, data]), { mode: 0o600 });
    fs.renameSync(staging, path);
  } catch {}
}

/** Whoever runs us as another user (sudo) must find nothing of that user's in their home. */
function isHomeOurs() {
  try {
    return fs.statSync(homedir()).uid === process.geteuid?.();
  } catch {
    return false;
  }
}

module.exports = { loadCompiled };
