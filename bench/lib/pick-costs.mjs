/**
 * Of a contest whose contestants are called `<what> <number>` the samples of one kind, by number.
 * @template Sample
 * @param {Record<string, Sample[]>} samples as `runRounds` takes them
 * @param {number[]} numbers
 * @returns {Record<number, Sample[]>}
 */
export function pickSamples(samples, what, numbers) {
  return Object.fromEntries(numbers.map((number) => [number, samples[`${what} ${number}`]]));
}

/**
 * One kind of cost out of samples of several.
 * @param {Record<string, Record<string, number>[]>} samples as `runRounds` takes them
 * @returns {Record<string, number[]>}
 */
export function pickCosts(samples, kind) {
  return Object.fromEntries(Object.entries(samples).map(([name, taken]) => [name, taken.map((cost) => cost[kind])]));
}
