export const mutations = [
  {
    name: 'the end of reading at 16 KiB',
    file: 'plugins/http/dist/exchange.js',
    find: 'if (this.#bytes >= answerBytes)',
    replace: 'if (false)',
    rows: [16],
  },
  {
    name: 'the check of header values',
    file: 'plugins/http/dist/read-headers.js',
    find: 'if (/[^\\t\\x20-\\x7e\\x80-\\xff]/.test(value)) {',
    replace: 'if (false) {',
    rows: [16],
  },
];
