import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'.split('');

/**
 * A secret that nothing else looks like. Whatever writes it otherwise (JSON, a shell, an address) leaves its middle as
 * it is; base64 and hex of that are looked for, too.
 * @param {string} [around] characters that programs like to write in another way
 */
export function makeCanary(random, around = '') {
  const middle = random.text(letters, 18);
  return { value: `${around}${middle}${around.split('').reverse().join('')}`, needles: listNeedles(middle) };
}

function listNeedles(middle) {
  const bytes = Buffer.from(middle);
  const inBase64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // What also holds bits of the neighbours is left out.
    return text.slice(before === 0 ? 0 : 4, Math.floor(((before + bytes.length) * 8) / 6));
  });
  const hex = bytes.toString('hex');
  return [middle, ...inBase64, hex, hex.toUpperCase(), Buffer.from(middle, 'utf16le').toString('latin1')];
}

/** @param {Record<string, { needles: string[] }>} canaries @returns {string[]} names of those that can be seen */
export function findCanaries(canaries, bytes) {
  const haystack = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
  const isSeen = ({ needles }) => needles.some((needle) => haystack.includes(Buffer.from(needle, 'latin1')));
  return Object.keys(canaries).filter((name) => isSeen(canaries[name]));
}

/**
 * Every byte below a directory, names of files too.
 * @param {(path: string) => boolean} [isInput] what the user has put there
 * @returns {string[]} where which of them is
 */
export function searchDirectory(canaries, directory, isInput = () => false) {
  return listFiles(directory)
    .filter((path) => !isInput(path))
    .flatMap((path) =>
      findCanaries(canaries, Buffer.concat([Buffer.from(path), readIfThere(path)])).map((name) => `${name} in ${path}`),
    );
}

/** Every file below a directory, also of one in which others work: what goes away in the middle is not there. */
export function listFiles(directory) {
  return readEntries(directory).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function readEntries(directory) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** What is no file has no bytes, and what has just gone none any more. */
function readIfThere(path) {
  try {
    return lstatSync(path).isFile() ? readFileSync(path) : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}
