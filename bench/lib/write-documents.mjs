import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, showPath } from '../../scripts/setup/paths.mjs';
import { SetupError } from '../../scripts/setup/say.mjs';
import { drawChart } from './draw-chart.mjs';
import { printMarkdown } from './report.mjs';

const introduction = `# Performance

What \`npm run bench -- --write-figures\` measured; that command writes this page. [bench/README.md](../../bench/README.md)
says what each measure is, and why it is taken so. Ratios are the point: absolute figures say more about the machine.
`;

/** The README's chart. Throws where what it is drawn from could not be measured. */
export function writeChart(result) {
  if (!result.rows.some(({ bar }) => bar)) {
    throw new SetupError('ERR_NO_CONTEST', 'The chart is drawn from the measure "contest", which this result lacks.');
  }
  return writeDocument('docs/images/bench.svg', drawChart(result));
}

/** The page of all figures. */
export function writeFigures(result) {
  return writeDocument('docs/reference/performance.md', `${introduction}\n${printMarkdown(result)}`);
}

/** @returns the path, for people */
function writeDocument(name, content) {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return showPath(path);
}
