#!/usr/bin/env node
'use strict';

const { statSync } = require('node:fs');
const { join } = require('node:path');
const { loadCompiled } = require('./keep-compiled.js');

const dist = join(__dirname, '../dist');

if (isBundleNewest()) {
  loadCompiled(join(dist, 'program-main.cjs'));
  require('../dist/program.cjs').main(process.argv.slice(2));
} else {
  void import('../dist/cli/main.js').then(({ main }) => main(process.argv.slice(2)));
}

/** The whole command in few files starts sooner. In a checkout, the compiler may have been run after they were made. */
function isBundleNewest() {
  const [bundled, compiled] = ['program.cjs', '.tsbuildinfo'].map(
    (name) => statSync(join(dist, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return bundled > compiled;
}
