export const mutations = [
  {
    name: 'the bound of what is read ahead of a sink',
    file: 'packages/callboard/dist/delivery/gather-batches.js',
    find: 'return this.#count > bufferedRecords || this.#bytes > bufferedBytes;',
    replace: 'return false;',
    rows: [9],
  },
  {
    name: 'the bound of what waits for the disk',
    file: 'packages/callboard/dist/journal/write-journal.js',
    find: 'while (this.#queuedBytes > maxPendingBytes && !this.#failure)',
    replace: 'while (false)',
    rows: [9],
  },
];
