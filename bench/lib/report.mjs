import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { showPath } from '../../scripts/setup/paths.mjs';
import { results } from './folders.mjs';
import { describeConditions, layOut, summarise } from './lay-out.mjs';

/** @param {import('./lay-out.mjs').Result} result */
export function printReport(result) {
  const tables = layOut(result.rows).flatMap(({ title, lines }) => ['', title, ...alignColumns(lines)]);
  return ['', describeConditions(result), ...tables, '', summarise(result.rows)].join('\n');
}

/** The same in Markdown; `level` is that of its headings. */
export function printMarkdown(result, level = '##') {
  const tables = layOut(result.rows).map(({ title, lines: [head, ...body] }) => {
    const table = [head, head.map(() => '---'), ...body].map((line) => `| ${line.join(' | ')} |`);
    return `${level} ${title}\n\n${table.join('\n')}`;
  });
  return `${[describeConditions(result), summarise(result.rows), ...tables].join('\n\n')}\n`;
}

/** @returns the JSON file's path, for people; the report in Markdown lies beside it. */
export function saveResult(result) {
  mkdirSync(results, { recursive: true });
  const base = join(results, result.date.slice(0, 19).replaceAll(':', ''));
  writeFileSync(`${base}.json`, `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(`${base}.md`, printMarkdown(result));
  return showPath(`${base}.json`);
}

function alignColumns(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const [titles, ...body] = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return [titles, widths.map((width) => '─'.repeat(width)).join('──'), ...body];
}
