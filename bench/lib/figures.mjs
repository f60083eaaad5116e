import { judge } from './judge.mjs';

/**
 * A line of the result.
 * @typedef {object} Row
 * @property {string} figure what was measured
 * @property {number} value the median
 * @property {[number, number]} [spread] lowest and highest
 * @property {string} unit
 * @property {string} [target] as a person reads it
 * @property {boolean} [met] only where there is a target: whether the median is within it
 * @property {boolean} [decided] whether there were rounds enough to say so
 * @property {'bare' | 'peer' | 'limit' | 'self'} [beside] what a ratio compares us with: bare Ansible, Python's
 *   ansible-runner, the least that the machine needs, or ourselves without what is measured
 * @property {{ at: number, value: number }[]} [points] of a curve: figures for so many events, or runs at once
 * @property {'events' | 'runs'} [of] what a curve counts
 * @property {{ play: string, receiver: string, part: 'played' | 'exited' | 'peer', end?: string }} [bar] its place in the
 *   chart; `end`: how a run ended that did not play the play
 * @property {string} [growth] unit of a curve's `value`, which says how much it grows
 */

/** Compares round by round, since a noisy minute hits both; the median of the rounds' ratios. */
export function compareRounds(figure, samples, baseline, options) {
  return describeRatios(
    figure,
    samples.map((sample, round) => sample / baseline[round]),
    options,
  );
}

/** The median of ratios that are known. */
export function describeRatios(figure, ratios, options) {
  return describeFigure(figure, ratios, { unit: '×', ...options });
}

/**
 * @param {import('./run-rounds.mjs').Beside<any>[]} rounds
 * @param {(sample: any) => number} pick
 * @returns {number[]} each round's sample ÷ the mean of its neighbours
 */
export function relate(rounds, pick) {
  return rounds.map(({ sample, neighbours: [before, behind] }) => pick(sample) / ((pick(before) + pick(behind)) / 2));
}

/**
 * @param {{ unit: string, beside?: Row['beside'], atMost?: number, atLeast?: number, below?: number }} options at most
 *   one target
 * @returns {Row}
 */
export function describeFigure(figure, values, { unit, beside, ...targets }) {
  const value = median(values);
  const row = { figure, value, unit, ...(beside && { beside }) };
  if (values.length > 1) row.spread = [Math.min(...values), Math.max(...values)];
  return { ...row, ...judge(value, values, targets) };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
