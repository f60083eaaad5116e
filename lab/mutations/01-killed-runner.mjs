export const mutations = [
  {
    name: 'the events that a recovery derives again',
    file: 'packages/callboard/dist/journal/recover-run.js',
    find: 'else if (counter > have && fits)',
    replace: 'else if (false)',
    rows: [1],
  },
  {
    name: "the run's nonce in its marks",
    file: 'packages/callboard/dist/capture/scan-marks.js',
    find: 'this.#prefix = `\\x1b_cb${nonce} `;',
    replace: 'this.#prefix = `\\x1b_cb${nonce.replace(/.*/, "0123456789abcdef")} `;',
    rows: [1],
  },
];
