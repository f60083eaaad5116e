import { loadMutations } from '../lib/load-rows.mjs';
import { describeMutation } from '../lib/report.mjs';

export const row = {
  number: 3,
  promise: 'the proof for losses of power bites: without any one sync it fails',
  deadline: { short: 600 },
  async prove(lab) {
    const all = await loadMutations((path) => path.endsWith('/03-syncs.mjs'));
    // A short run takes every third, other ones each time.
    const first = lab.random.below(3);
    const mutations = all.filter((_, index) => lab.pick(index % 3 === first, true));
    const lines = [];
    for (const mutation of mutations) {
      lines.push(...(await lab.tryMutation(mutation)));
      lab.log(describeMutation(lines.at(-1)));
    }
    const unnoticed = lines.filter(({ caught }) => !caught);
    if (unnoticed.length > 0) lab.fail(unnoticed.map(describeMutation).join('\n'), unnoticed);
    return { tried: 'each sync taken out of a copy of the product', times: lines.length, lost: 0 };
  },
};
