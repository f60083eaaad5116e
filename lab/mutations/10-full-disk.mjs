export const mutations = [
  {
    name: 'the spool that stays where the journal could not be written',
    file: 'packages/callboard/dist/artifacts/release-artifacts.js',
    find: 'if (this.#isComplete)\n            await removeSpool',
    replace: 'await removeSpool',
    rows: [10],
  },
];
