export const mutations = [
  {
    name: 'the bound of what is read ahead of a sink',
    file: 'packages/callboard/dist/delivery/gather-batches.js',
    find: 'return this.#count > bufferedRecords || this.#bytes > bufferedBytes;',
    replace: 'return false;',
    rows: [9],
  },
];
