export const mutations = [
  {
    name: 'the halving of a batch that was rejected',
    file: 'packages/callboard/dist/delivery/deliver-batch.js',
    find: 'if (atFault.length === part.length && part.length > 1) {',
    replace: 'if (false) {',
    rows: [11],
  },
];
