import { show } from './show.mjs';

/**
 * A median beside its target.
 * @typedef {object} Verdict
 * @property {string} [target] as a person reads it
 * @property {boolean} [met] whether the median is within it
 * @property {boolean} [decided] only of several rounds: whether they suffice to say so, or the true median may as well
 *   lie on the other side
 */

const comparisons = [
  { key: 'atMost', sign: '≤', isWithin: (value, limit) => value <= limit },
  { key: 'atLeast', sign: '≥', isWithin: (value, limit) => value >= limit },
  { key: 'below', sign: '<', isWithin: (value, limit) => value < limit },
];

/**
 * @param {number} median
 * @param {number[]} values what it is the median of
 * @param {{ atMost?: number, atLeast?: number, below?: number }} targets at most one
 * @returns {Verdict}
 */
export function judge(median, values, targets) {
  const chosen = comparisons.find(({ key }) => targets[key] !== undefined);
  if (!chosen) return {};
  const limit = targets[chosen.key];
  const met = chosen.isWithin(median, limit);
  const verdict = { target: `${chosen.sign} ${show(limit)}`, met };
  if (values.length < 2) return verdict;
  const isDecided = boundMedian(values).every((bound) => chosen.isWithin(bound, limit) === met);
  return { ...verdict, decided: values.length >= fewest && isDecided };
}

/** The lowest and the highest of fewer hold the true median less often than nine times in ten. */
const fewest = 5;

/** A median may be off by five per cent to each side of these; lowest and highest where there are few. */
const riskEachSide = 0.05;

/**
 * Where the true median lies, nine times in ten: how many samples are below it is a matter of coins, whatever else they
 * do. Of fewer than five samples it may well be outside.
 * @returns {[number, number]}
 */
export function boundMedian(values) {
  const sorted = values.toSorted((a, b) => a - b);
  let rank = 0;
  let chance = 0.5 ** sorted.length;
  // The chance that no more than `rank` samples are below the true median.
  let risk = chance;
  for (;;) {
    chance *= (sorted.length - rank) / (rank + 1);
    if (risk + chance > riskEachSide) return [sorted[rank], sorted.at(-1 - rank)];
    risk += chance;
    rank += 1;
  }
}
