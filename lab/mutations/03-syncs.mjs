const journal = 'packages/callboard/dist/journal/write-journal.js';
const recovery = 'packages/callboard/dist/journal/keep-intact.js';
const cursor = 'packages/callboard/dist/delivery/keep-cursor.js';
const deadLetters = 'packages/callboard/dist/delivery/keep-dead-letters.js';
const rows = [2];

/** Each sync that the promise rests on. Row 3 takes them out. */
export const mutations = [
  { name: "the journal's sync", file: journal, find: 'await this.#file.datasync();', replace: '', rows },
  {
    name: "the sync of the journal's directory",
    file: journal,
    find: 'await syncDirectory(dirname(path));',
    replace: '',
    rows,
  },
  {
    name: "the sync of the names of a run's new directories",
    file: 'packages/callboard/dist/journal/sync-directory.js',
    find: 'await syncDirectory(dirname(made));',
    replace: '',
    rows,
  },
  {
    name: 'the sync of a journal that is recovered',
    file: recovery,
    find: 'await file.datasync();',
    replace: '',
    rows,
  },
  {
    name: 'the sync of the directory of a journal that is recovered',
    file: recovery,
    find: 'await syncDirectory(dirname(path));',
    replace: '',
    rows,
  },
  { name: "the cursor's sync", file: cursor, find: 'await file.datasync();', replace: '', rows },
  {
    name: "the sync of the cursor's directory",
    file: cursor,
    find: 'await syncDirectory(paths.directory);',
    replace: '',
    rows,
  },
  { name: "the dead letters' sync", file: deadLetters, find: 'await file.datasync();', replace: '', rows },
  {
    name: "the sync of the dead letters' directory",
    file: deadLetters,
    find: 'await syncDirectory(paths.directory);',
    replace: '',
    rows,
  },
];
