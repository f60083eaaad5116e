#!/usr/bin/env node
import { statSync } from 'node:fs';

const { main } = await import(`../dist/${chooseProgram()}`);
await main(process.argv.slice(2));

/** The whole command in one file starts sooner. In a checkout, the compiler may have been run after it was made. */
function chooseProgram() {
  const [bundled, compiled] = ['program.js', '.tsbuildinfo'].map(
    (name) => statSync(new URL(`../dist/${name}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return bundled > compiled ? 'program.js' : 'cli/main.js';
}
