import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';
import { describeConditions, listCells, makeTable } from './report.mjs';

const page = join(root, 'docs/reference/reliability.md');
const begin = '<!-- npm run lab -- --write-table -->';
const end = '<!-- end of the table -->';

/**
 * Puts the figures of a run into the reference; rows that were not run keep what they have.
 * @param {readonly import('./load-rows.mjs').Row[]} rows all that there are
 */
export function writeTable(rows, conditions, outcomes) {
  const known = new Map(readTable().map((cells) => [Number(cells[0]), cells]));
  for (const outcome of outcomes) known.set(outcome.number, listCells(outcome, conditions));
  const cells = rows.map(({ number, promise }) => known.get(number) ?? [number, promise, 'not run yet', '', '', '']);
  const [before, rest] = readFileSync(page, 'utf8').split(begin);
  const after = rest.split(end)[1];
  const table = `The last run: ${describeConditions(conditions)}.\n\n${makeTable(cells)}`;
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}

/** @returns {string[][]} what the reference has, row by row: number, promise, what was tried, times, lost, when */
export function readTable() {
  const table = readFileSync(page, 'utf8').split(begin)[1].split(end)[0];
  const lines = table.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  return lines.map((line) => line.slice(2, -2).split(/ \| /));
}
