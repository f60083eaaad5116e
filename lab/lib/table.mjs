import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';
import { describeConditions, makeTable } from './report.mjs';

const page = join(root, 'docs/reference/reliability.md');
const begin = '<!-- npm run lab -- --write-table -->';
const end = '<!-- end of the table -->';

/** Puts the figures of a run into the reference. */
export function writeTable(conditions, outcomes) {
  const [before, rest] = readFileSync(page, 'utf8').split(begin);
  const after = rest.split(end)[1];
  const table = `${describeConditions(conditions)}.\n\n${makeTable(outcomes)}`;
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}

/** @returns {{ number: number, promise: string }[]} what the reference says is promised */
export function readTable() {
  const table = readFileSync(page, 'utf8').split(begin)[1].split(end)[0];
  return [...table.matchAll(/^\| (\d+) \| (.*?) \| /gm)].map(([, number, promise]) => ({
    number: Number(number),
    promise,
  }));
}
