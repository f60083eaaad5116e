import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../../scripts/setup/say.mjs';

/**
 * What to measure and how thoroughly, and what to write of it.
 * @returns {{ quick: boolean, only: string[], ansible: string | undefined, rounds: number | undefined, last: boolean,
 *   chart: boolean, figures: boolean }} `last`: measure nothing, take the last result of everything
 */
export function readArguments(args, names) {
  const options = {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    ansible: { type: 'string' },
    rounds: { type: 'string' },
    last: { type: 'boolean', default: false },
    'write-chart': { type: 'boolean', default: false },
    'write-figures': { type: 'boolean', default: false },
  };
  const { quick, only, ansible, rounds, last, 'write-chart': chart, 'write-figures': figures } = parse(args, options);
  const chosen = only.flatMap((list) => list.split(','));
  refuseContradictions({ chosen, rounds, chart, figures, last }, names);
  return {
    quick,
    only: chosen.length > 0 ? chosen : names,
    ansible: ansible && resolve(ansible),
    rounds: rounds && Number(rounds),
    last,
    chart,
    figures,
  };
}

function refuseContradictions({ chosen, rounds, chart, figures, last }, names) {
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined) refuse(`There is no measure "${unknown}": choose from ${names.join(', ')}.`);
  if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds)) refuse(`--rounds takes a count, and "${rounds}" is none.`);
  if (chosen.length === 0) return;
  if (chart && !chosen.includes('contest')) refuse('--write-chart draws the measure contest: add it to --only.');
  if (figures) refuse('--write-figures is for all measures: leave out --only.');
  if (last) refuse('--last is a result of all measures: leave out --only.');
}

function refuse(why) {
  throw new SetupError('ERR_ARGUMENT', why);
}

function parse(args, options) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    refuse(
      `${error.message} Known: --quick, --only name, --ansible folder, --rounds N, --last, --write-chart, --write-figures.`,
    );
  }
}
