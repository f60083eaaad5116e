import { say } from '../../scripts/setup/say.mjs';

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
