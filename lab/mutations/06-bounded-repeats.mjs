const delivery = 'packages/callboard/dist/delivery/deliver-run.js';

export const mutations = [
  {
    name: 'a cursor that follows the answers',
    file: delivery,
    find: 'this.#inFlight.push(place);',
    replace: 'this.#inFlight.push(place); this.#keeper.update({ cursor: last });',
    rows: [6],
  },
  {
    name: 'the bound of what may be delivered without a durable cursor',
    file: delivery,
    find: 'const maxUnsaved = { records: 500,',
    replace: 'const maxUnsaved = { records: 5e9,',
    rows: [6],
  },
];
