/**
 * Tries each case, some at a time: as many as there are processors on a small machine, or more where they mostly wait.
 * @template T
 * @param {readonly T[]} cases
 * @param {(one: T) => Promise<unknown>} attempt
 */
export async function tryEach(cases, attempt, atOnce = 2) {
  const waiting = [...cases];
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await attempt(one);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
