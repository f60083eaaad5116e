export const mutations = [
  {
    name: 'the deadline for the whole of a request',
    file: 'plugins/http/dist/exchange.js',
    find: 'this.#timer = setTimeout(() => this.#cut(new TooLate()), timeoutMs);',
    replace: '',
    rows: [12],
  },
  {
    name: 'the deadline for the headers of an answer',
    file: 'plugins/http/dist/exchange.js',
    find: 'headersTimeout, bodyTimeout }',
    replace: 'headersTimeout: 0, bodyTimeout }',
    rows: [12],
  },
];
