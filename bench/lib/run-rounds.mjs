import { say } from '../../scripts/setup/say.mjs';

/**
 * @template Sample
 * @typedef {{ sample: Sample, neighbours: [Sample, Sample] }} Beside `neighbours`: of the baseline, before and behind
 */

/**
 * Takes a sample of each contestant in every round: A B C, B C A, …, so that what the machine does meanwhile, and who
 * comes first, hits all alike.
 * @template Sample
 * @param {Record<string, () => Promise<Sample>>} contestants
 * @returns {Promise<Record<string, Sample[]>>} a sample per round
 */
export async function runRounds(contestants, rounds) {
  const names = Object.keys(contestants);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      samples[name].push(await contestants[name]());
    }
    say(`  round ${round + 1} of ${rounds}`);
  }
  return samples;
}

/**
 * Takes a sample of each contestant in every round, and one of the baseline before and behind each: A B A C A, where
 * A is the baseline. A machine that is slower for a minute is so for whole plays, and nobody is compared with
 * a baseline of a minute ago. Who comes first in a round takes turns.
 * @template Sample
 * @param {() => Promise<Sample>} baseline
 * @param {Record<string, () => Promise<Sample>>} contestants
 * @returns {Promise<Record<string, Beside<Sample>[]>>} one per round
 */
export async function runBeside(baseline, contestants, rounds) {
  let before = await baseline();
  const runBetween = async (run) => {
    const sample = await run();
    const neighbours = [before, await baseline()];
    before = neighbours[1];
    return { sample, neighbours };
  };
  return await runRounds(
    Object.fromEntries(Object.entries(contestants).map(([name, run]) => [name, () => runBetween(run)])),
    rounds,
  );
}
