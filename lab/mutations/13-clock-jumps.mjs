export const mutations = [
  {
    name: "the breaker's monotonic clock",
    file: 'packages/callboard/dist/delivery/circuit-breaker.js',
    find: 'const left = this.#openUntil - performance.now();',
    replace: 'const left = this.#openUntil - performance.now() + (Date.now() % 86400000) - 43200000;',
    rows: [13],
  },
];
