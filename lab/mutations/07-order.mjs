export const mutations = [
  {
    name: 'the order of the two halves of a rejected batch',
    file: 'packages/callboard/dist/delivery/deliver-batch.js',
    find: 'return [part.slice(0, middle), part.slice(middle)];',
    replace: 'return [part.slice(middle), part.slice(0, middle)];',
    rows: [7],
  },
  {
    name: 'the wait for an answer before the next batch',
    file: 'packages/callboard/dist/delivery/work-limit.js',
    find: 'if (this.#atOnce === 1)',
    replace:
      'if (this.#underWay.size < 4) { const told = work.then(tell); this.#underWay.add(told); return; } if (this.#atOnce === 1)',
    rows: [7],
  },
];
