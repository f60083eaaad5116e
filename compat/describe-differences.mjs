// The list of deliberate differences in docs/reference/compatibility.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/setup/paths.mjs';
import { differences } from './differences.mjs';
import { scenarios } from './scenarios.mjs';

const page = join(root, 'docs/reference/compatibility.md');

const KINDS = {
  security: 'More discreet',
  'fault of the peer': 'Faults that are not copied',
  stricter: 'Stricter',
  more: 'More is said',
  less: 'Simpler',
  names: 'Other names',
};

/** Only what is between these is made here; the rest of the page is written by hand. */
const [begin, end] = ['<!-- npm run compat -- --write-page -->', '<!-- end of the list -->'];

/** Writes the list into the page. */
export function writePage() {
  const [before, after] = readSurroundings();
  writeFileSync(page, `${before}${makeList()}${after}`);
  return 0;
}

/** @returns {boolean} whether the page says what the list says */
export function isPageCurrent() {
  const [before, after] = readSurroundings();
  return readFileSync(page, 'utf8') === `${before}${makeList()}${after}`;
}

function readSurroundings() {
  const text = readFileSync(page, 'utf8');
  return [text.slice(0, text.indexOf(begin)), text.slice(text.indexOf(end) + end.length)];
}

function makeList() {
  const sections = Object.entries(KINDS).map(makeSection).join('');
  const summary = `${Object.keys(scenarios).length} scenarios are compared. Everything is equal but what follows; anything else fails the command.`;
  return `${begin}\n\n${summary}\n${sections}\n${end}`;
}

function makeSection([kind, title]) {
  const rows = differences.filter((difference) => difference.kind === kind).map(makeRow);
  return `\n## ${title}\n\n${rows.join('\n')}\n`;
}

const makeRow = ({ name, reason }) => wrap(`- **${name[0].toUpperCase()}${name.slice(1)}.** ${reason}`);

function wrap(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + word.length > 118) lines.push(' ');
    lines[lines.length - 1] += lines.at(-1) === '' ? word : ` ${word}`;
  }
  return lines.join('\n');
}
