export const mutations = [
  {
    name: 'the spool that stays where the journal could not be written',
    file: 'packages/callboard/dist/artifacts/release-artifacts.js',
    find: 'if (this.#isComplete)\n            await removeSpool',
    replace: 'await removeSpool',
    rows: [10],
  },
  {
    name: 'the failure of a journal that could not be written',
    file: 'packages/callboard/dist/journal/write-journal.js',
    find: "this.#failure = new CallboardError('ERR_JOURNAL_WRITE'",
    replace: "this.#durable = this.#next - 1; new CallboardError('ERR_JOURNAL_WRITE'",
    rows: [10],
  },
];
