import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { showPath } from '../../scripts/setup/paths.mjs';
import { results } from './folders.mjs';

const marks = { held: '✓', failed: '✗', skipped: '–' };

/** @param {import('./prove-row.mjs').Outcome} outcome */
export function describeOutcome(outcome) {
  const { number, promise, state, seconds } = outcome;
  const head = `${marks[state]} ${String(number).padStart(2)}  ${promise}`;
  return [`${head} (${Math.round(seconds)} s)`, ...describeDetails(outcome).map((line) => `      ${line}`)].join('\n');
}

function describeDetails({ state, tried, times, lost, notes = [], skipped, seen, evidence }) {
  if (state === 'skipped') return [`not tried here: ${skipped}`];
  if (state === 'failed') return [...seen.trimEnd().split('\n'), `evidence: ${showPath(evidence)}`];
  return [`${tried}, ${times.toLocaleString('en-GB')} ×: ${describeLoss(lost)}`, ...notes];
}

function describeLoss(lost) {
  return lost === 0 ? 'nothing lost' : `${lost} lost`;
}

/** @param {Awaited<ReturnType<import('./run-mutations.mjs').tryMutation>>[number]} line */
export function describeMutation({ name, row, caught, skipped, seen }) {
  if (skipped !== undefined) return `–      without ${name}: row ${row} can't be tried here (${skipped})`;
  if (!caught) return `✗      without ${name}: row ${row} noticed nothing${seen && ` (${seen})`}`;
  return `✓      without ${name}: row ${row} fails (${seen.split('\n', 1)[0].slice(0, 160)})`;
}

/** @returns the JSON file's path, for people; a table in Markdown lies beside it. */
export function saveResults(conditions, outcomes, mutations) {
  mkdirSync(results, { recursive: true });
  const base = join(results, conditions.date.slice(0, 19).replaceAll(':', ''));
  writeFileSync(`${base}.json`, `${JSON.stringify({ ...conditions, rows: outcomes, mutations }, null, 2)}\n`);
  const lines = [
    describeConditions(conditions),
    '',
    makeTable(outcomes.map((outcome) => listCells(outcome, conditions))),
    '',
    ...mutations.map(describeMutation),
  ];
  writeFileSync(`${base}.md`, `${lines.join('\n').trimEnd()}\n`);
  return showPath(`${base}.json`);
}

export function describeConditions({ date, version, ansible, node, scale, seed }) {
  return `${date.slice(0, 10)}, Callboard ${version}, ansible-core ${ansible}, Node ${node}, ${scale} run, seed ${seed}`;
}

/** A row of the table, cell by cell. */
export function listCells({ number, promise, state, tried, times, lost, skipped, notes = [] }, { date, scale }) {
  const when = `${date.slice(0, 10)}, ${scale}`;
  if (state === 'skipped') return [number, promise, `not tried: ${skipped}`, '', '', when];
  if (state === 'failed') return [number, promise, '**does not hold**', '', '', when];
  return [number, promise, [tried, ...notes].join('; '), times.toLocaleString('en-GB'), lost, when];
}

/** In Markdown. */
export function makeTable(rows) {
  const head = ['#', 'promise', 'what was tried', 'times', 'lost', 'run'];
  const lines = [head, head.map((_, column) => (column === 3 || column === 4 ? '---:' : '---')), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
