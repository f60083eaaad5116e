const file = 'plugins/http/dist/sign-request.js';

export const mutations = [
  {
    name: 'the second signature while one key replaces another',
    file,
    find: "signatures.join(' ')",
    replace: 'signatures[0]',
    rows: [15],
  },
  {
    name: 'the time in what is signed',
    file,
    find: '${webhookId}.${timestamp}.${body}',
    replace: '${webhookId}.${body}',
    rows: [15],
  },
];
