/**
 * One kind of cost out of samples of several.
 * @param {Record<string, Record<string, number>[]>} samples as `runRounds` takes them
 * @returns {Record<string, number[]>}
 */
export function pickCosts(samples, kind) {
  return Object.fromEntries(Object.entries(samples).map(([name, taken]) => [name, taken.map((cost) => cost[kind])]));
}
