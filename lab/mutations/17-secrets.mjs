export const mutations = [
  {
    name: 'the masking of what events hold',
    file: 'packages/callboard/dist/capture/join-events.js',
    find: 'const safe = this.#options.redactor.json(data);',
    replace: 'const safe = data;',
    rows: [17],
  },
  {
    name: 'the masking of what a terminal shows',
    file: 'packages/callboard/dist/capture/join-events.js',
    find: 'const stdout = this.#options.redactor.text(stripLineEnds(text));',
    replace: 'const stdout = stripLineEnds(text);',
    rows: [17],
  },
  {
    name: 'the masking of base64',
    file: 'packages/callboard/dist/redact/list-encodings.js',
    find: 'return [...base64, ...listUrlForms(secret)',
    replace: 'return [...listUrlForms(secret)',
    rows: [17],
  },
  {
    name: 'the masking of the environment that a run is started with',
    file: 'packages/callboard/dist/describe-run.js',
    find: 'isSecret(plan, name) ? mask : redactor.text(value)',
    replace: 'value',
    rows: [17],
  },
  {
    name: 'the masking of what is recovered',
    file: 'packages/callboard/dist/redact/fingerprint-secrets.js',
    find: 'if (sums.get(rolling)?.includes(digest(salt, text.slice(start, end))))',
    replace: 'if (false)',
    rows: [17],
  },
];
