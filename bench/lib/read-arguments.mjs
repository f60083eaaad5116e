import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../../scripts/setup/say.mjs';

/**
 * What to measure and how thoroughly.
 * @returns {{ quick: boolean, only: string[], ansible: string | undefined, rounds: number | undefined }}
 */
export function readArguments(args, names) {
  const options = {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    ansible: { type: 'string' },
    rounds: { type: 'string' },
  };
  const { quick, only, ansible, rounds } = parse(args, options);
  const chosen = only.flatMap((list) => list.split(','));
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new SetupError('ERR_ARGUMENT', `There is no measure "${unknown}": choose from ${names.join(', ')}.`);
  }
  if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds)) {
    throw new SetupError('ERR_ARGUMENT', `--rounds takes a count, and "${rounds}" is none.`);
  }
  return {
    quick,
    only: chosen.length > 0 ? chosen : names,
    ansible: ansible && resolve(ansible),
    rounds: rounds && Number(rounds),
  };
}

function parse(args, options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new SetupError('ERR_ARGUMENT', `${error.message} Known: --quick, --only name, --ansible folder, --rounds N.`);
  }
}
