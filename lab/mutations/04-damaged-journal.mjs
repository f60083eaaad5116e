export const mutations = [
  {
    name: "the check of a record's checksum",
    file: 'packages/callboard/dist/journal/record.js',
    find: "if (line.toString('latin1', bodyEnd) !==",
    replace: "if (false && line.toString('latin1', bodyEnd) !==",
    rows: [4],
  },
  {
    name: 'the word about a damaged line',
    file: 'packages/callboard/dist/journal/read-journal.js',
    find: 'this.#onDamage?.({',
    replace: 'void ({',
    rows: [4],
  },
  {
    name: 'the cut of a journal at its first damage',
    file: 'packages/callboard/dist/journal/keep-intact.js',
    find: 'await truncate(path, await findLineEnd(path, last));',
    replace: '',
    rows: [4],
  },
];
