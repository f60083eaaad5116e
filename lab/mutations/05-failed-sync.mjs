const journal = 'packages/callboard/dist/journal/write-journal.js';

export const mutations = [
  {
    name: "heed of the journal's failed sync",
    file: journal,
    find: 'await this.#file.datasync();',
    replace: 'await this.#file.datasync().catch(() => undefined);',
    rows: [5],
  },
  {
    name: 'the end of all writing behind a failed sync',
    file: journal,
    find: "this.#failure = new CallboardError('ERR_JOURNAL_WRITE'",
    replace: "void new CallboardError('ERR_JOURNAL_WRITE'",
    rows: [5],
  },
  {
    name: "heed of the cursor's failed sync",
    file: 'packages/callboard/dist/delivery/keep-cursor.js',
    find: 'await file.datasync();',
    replace: 'await file.datasync().catch(() => undefined);',
    rows: [5],
  },
  {
    name: "heed of the dead letters' failed sync",
    file: 'packages/callboard/dist/delivery/keep-dead-letters.js',
    find: 'await file.datasync();',
    replace: 'await file.datasync().catch(() => undefined);',
    rows: [5],
  },
];
