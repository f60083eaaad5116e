import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { showPath } from '../../scripts/setup/paths.mjs';
import { show } from './figures.mjs';
import { results } from './folders.mjs';

const head = ['measure', 'figure', 'median', 'lowest – highest', 'target', ''];

/** @param {(import('./figures.mjs').Row & { measure: string })[]} rows */
export function printTable(rows, machine) {
  const lines = [head, ...rows.map(describeRow)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const [titles, ...body] = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return ['', describeConditions(machine), '', titles, rule, ...body, '', summarise(rows)].join('\n');
}

/** @returns the JSON file's path, for people; a table in markdown lies beside it. */
export function saveResults(rows, machine) {
  mkdirSync(results, { recursive: true });
  const base = join(results, machine.date.slice(0, 19).replaceAll(':', ''));
  writeFileSync(`${base}.json`, `${JSON.stringify({ ...machine, rows }, null, 2)}\n`);
  const table = [head, head.map(() => '---'), ...rows.map(describeRow)].map((line) => `| ${line.join(' | ')} |`);
  writeFileSync(`${base}.md`, `${describeConditions(machine)}\n\n${table.join('\n')}\n\n${summarise(rows)}\n`);
  return showPath(`${base}.json`);
}

function describeRow({ measure, figure, value, unit, spread, target = '', met }) {
  const mark = met === undefined ? '' : met ? '✓' : '✗';
  const median = value === undefined ? '–' : `${show(value)} ${unit}`.trim();
  return [
    measure,
    figure,
    median,
    spread ? spread.map(show).join(' – ') : '',
    target && `${target} ${unit}`.trim(),
    mark,
  ];
}

function describeConditions({ date, ansible, peer, node, cpu, memoryGiB, loadAtStart }) {
  return (
    `${date.slice(0, 10)}: ansible-core ${ansible}, Python's ansible-runner ${peer}, Node ${node}, ${cpu}, ` +
    `${memoryGiB} GiB, load ${show(loadAtStart)} at the start`
  );
}

function summarise(rows) {
  const missed = rows.filter(({ met }) => met === false);
  if (missed.length === 0) return 'Every target is met.';
  return `Missed: ${missed.map(({ measure, figure }) => `${measure}, ${figure}`).join('; ')}.`;
}
