import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/setup/paths.mjs';
import { SetupError } from '../../scripts/setup/say.mjs';

/**
 * A promise and what is done to break it.
 * @typedef {object} Row
 * @property {number} number
 * @property {string} promise
 * @property {{ short?: number, long?: number }} [deadline] seconds, where it needs more than the usual
 * @property {(lab: import('./make-lab.mjs').Lab) => Promise<Proof>} prove throws where the promise does not hold
 *
 * @typedef {object} Proof
 * @property {string} [tried] what was done
 * @property {number} [times] how often
 * @property {number} [lost] records, or whatever the promise is about
 * @property {string[]} [notes] what was measured beside
 * @property {string} [skipped] why it can't be tried on this machine
 */

/** @returns {Promise<(Row & { path: string })[]>} by their numbers */
export async function loadRows(only) {
  const rows = await loadAll('lab/rows', ({ row }, path) => [{ ...row, path }]);
  const unknown = only?.find((number) => !rows.some((row) => row.number === number));
  if (unknown !== undefined) {
    const known = rows.map(({ number }) => number).join(', ');
    throw new SetupError('ERR_ARGUMENT', `There is no row ${unknown}: choose from ${known}.`);
  }
  return only ? rows.filter(({ number }) => only.includes(number)) : rows;
}

/**
 * What takes a mechanism out of the product.
 * @typedef {object} Mutation
 * @property {string} name the mechanism, as it reads behind "without"
 * @property {string} file in the product, as built
 * @property {string} find stands there exactly once
 * @property {string} replace
 * @property {number[]} rows must fail
 *
 * @param {(file: string) => boolean} isWanted
 * @returns {Promise<Mutation[]>}
 */
export async function loadMutations(isWanted = () => true) {
  return await loadAll('lab/mutations', ({ mutations }, path) => (isWanted(path) ? mutations : []));
}

async function loadAll(folder, take) {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.mjs'));
  const found = [];
  for (const name of names.sort()) {
    const path = join(root, folder, name);
    found.push(...take(await import(pathToFileURL(path).href), path));
  }
  return found;
}
