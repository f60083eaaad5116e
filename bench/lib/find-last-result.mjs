import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../scripts/setup/say.mjs';
import { results } from './folders.mjs';

/**
 * The newest kept result in which all of these measures were taken, and thoroughly.
 * @param {string[]} measures
 * @returns {import('./lay-out.mjs').Result}
 */
export function findLastResult(measures) {
  const names = existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('.json')) : [];
  const kept = names
    .sort()
    .map((name) => JSON.parse(readFileSync(join(results, name), 'utf8')))
    .findLast((result) => !result.quick && measures.every((measure) => result.measures?.includes(measure)));
  if (kept) return kept;
  throw new SetupError('ERR_NO_RESULT', 'There is no result of all measures yet: leave out --last to make one.');
}
