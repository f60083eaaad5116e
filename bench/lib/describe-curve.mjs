import { median } from './figures.mjs';
import { judge } from './judge.mjs';

/**
 * What each one more costs, by how many there are: the first point is all that the smallest number costs, its start
 * included; every other is what those cost that came on top of the number before.
 * @param {Record<number, number[]>} samples costs by number, a sample a round
 * @param {{ unit: string, of: 'events' | 'runs', scale: number, atMost?: number }} options `scale`: from the samples'
 *   unit to the row's; `atMost`: how much more the last ones may cost than those before, as a ratio
 * @returns {import('./figures.mjs').Row}
 */
export function describeMarginalCosts(figure, samples, { unit, of, scale, atMost }) {
  const numbers = sortNumbers(samples);
  const perRound = numbers.map((number, index) => {
    const before = numbers[index - 1] ?? 0;
    return samples[number].map((cost, round) => ((cost - (samples[before]?.[round] ?? 0)) / (number - before)) * scale);
  });
  const points = numbers.map((at, index) => ({ at, value: median(perRound[index]) }));
  const [former, latter] = perRound.slice(-2);
  const ratios = latter.map((cost, round) => cost / former[round]);
  const value = median(ratios);
  return { figure, unit, of, points, growth: '×', value, ...judge(value, ratios, { atMost }) };
}

/**
 * What it takes all in all, by how many there are.
 * @param {Record<number, number[]>} samples
 * @param {{ unit: string, of: 'events' | 'runs', since?: number, atMost?: number }} options `atMost`: how much the
 *   largest number may take beyond the number `since`
 */
export function describeTotals(figure, samples, { unit, of, since, atMost }) {
  const points = sortNumbers(samples).map((at) => ({ at, value: median(samples[at]) }));
  const row = { figure, unit, of, points };
  if (since === undefined) return row;
  const value = points.at(-1).value - points.find(({ at }) => at === since).value;
  return { ...row, growth: unit, value, ...judge(value, [value], { atMost }) };
}

function sortNumbers(samples) {
  return Object.keys(samples)
    .map(Number)
    .sort((a, b) => a - b);
}
