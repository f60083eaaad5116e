import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../../scripts/setup/say.mjs';

export const help = `npm run lab -- [options]
  --short            what CI runs: few tries of each, and only the mutations of row 3
  --only 1,4,17      only these rows
  --seed N           the same random choices as in an earlier run
  --ansible folder   with the ansible-playbook of this folder
  --mutations        also take out each mechanism once: the rows must fail then (as a long run of all rows does)
  --no-mutations     leave that out
  --write-table      keep the figures in docs/reference/reliability.md
`;

/**
 * @returns {{ help: boolean, scale: 'short' | 'long', only: number[] | undefined, seed: number,
 *   ansible: string | undefined, mutations: boolean, writeTable: boolean }}
 */
export function readArguments(args) {
  const given = parse(args);
  const only = given.only?.flatMap((list) => list.split(',')).map((number) => readCount('--only', number));
  const scale = given.short ? 'short' : 'long';
  return {
    help: given.help ?? false,
    scale,
    only,
    seed: given.seed === undefined ? randomInt(2 ** 31) : readCount('--seed', given.seed),
    ansible: given.ansible && resolve(given.ansible),
    mutations: given.mutations ?? (given['no-mutations'] !== true && scale === 'long' && only === undefined),
    writeTable: given['write-table'] ?? false,
  };
}

function parse(args) {
  const options = {
    short: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    seed: { type: 'string' },
    ansible: { type: 'string' },
    mutations: { type: 'boolean' },
    'no-mutations': { type: 'boolean' },
    'write-table': { type: 'boolean' },
    help: { type: 'boolean' },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new SetupError('ERR_ARGUMENT', `${error.message}\n${help}`);
  }
}

function readCount(option, text) {
  if (/^\d+$/.test(text)) return Number(text);
  throw new SetupError('ERR_ARGUMENT', `${option} takes whole numbers, and "${text}" is none.`);
}
