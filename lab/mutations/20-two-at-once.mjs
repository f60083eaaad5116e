export const mutations = [
  {
    name: 'the refusal of an ident that is taken',
    file: 'packages/callboard/dist/capture/place-spool.js',
    find: 'await rename(directory, spool.directory)',
    replace: 'await rm(spool.directory, { recursive: true, force: true }); await rename(directory, spool.directory)',
    rows: [20],
  },
];
