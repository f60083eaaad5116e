import { show } from './show.mjs';

/**
 * What a run of the bench found.
 * @typedef {object} Result
 * @property {string} date when it began
 * @property {string} version ours, with the commit
 * @property {string} ansible
 * @property {string} peer
 * @property {string} node
 * @property {string} cpu
 * @property {number} memoryGiB
 * @property {number} loadAtStart
 * @property {number} minutes how long all took
 * @property {boolean} quick
 * @property {string[]} measures which were taken
 * @property {(import('./figures.mjs').Row & { measure: string })[]} rows
 */

const comparisons = {
  bare: 'Beside bare ansible-playbook',
  peer: "Beside Python's ansible-runner",
  limit: 'Beside the least that the machine needs',
  self: 'Beside ourselves without it',
};

/**
 * Rows as tables of text, by what they compare us with.
 * @param {Result['rows']} rows
 * @returns {{ title: string, lines: string[][] }[]} the first line is a table's head
 */
export function layOut(rows) {
  const single = rows.filter(({ points }) => !points);
  const compared = Object.entries(comparisons).map(([beside, title]) => [
    title,
    single.filter((row) => row.beside === beside),
  ]);
  const tables = [...compared, ['By itself, on this machine', single.filter(({ beside }) => !beside)]];
  return [
    ...tables.filter(([, those]) => those.length > 0).map(([title, those]) => layOutFigures(title, those)),
    ...['events', 'runs'].flatMap((of) => layOutCurves(of, rows)),
  ];
}

function layOutFigures(title, rows) {
  const head = ['measure', 'figure', 'median', 'lowest – highest', 'target', ''];
  const lines = rows.map((row) => [
    row.measure,
    row.figure,
    row.value === undefined ? '–' : `${show(row.value)} ${row.unit}`.trim(),
    row.spread ? row.spread.map(show).join(' – ') : '',
    describeTarget(row),
    mark(row),
  ]);
  return { title, lines: [head, ...lines] };
}

/** A column for each number of events, or of runs at once. */
function layOutCurves(of, rows) {
  const curves = rows.filter((row) => row.points && row.of === of);
  const numbers = [...new Set(curves.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  if (numbers.length === 0) return [];
  const head = [
    'measure',
    'figure',
    'unit',
    ...numbers.map((at) => at.toLocaleString('en-GB')),
    'growth',
    'target',
    '',
  ];
  const lines = curves.map((row) => [
    row.measure,
    row.figure,
    row.unit,
    ...numbers.map((number) => row.points.find(({ at }) => at === number)?.value).map((value) => printPoint(value)),
    row.value === undefined ? '' : `${show(row.value)} ${row.growth}`,
    row.target ? `${row.target} ${row.growth}` : '',
    mark(row),
  ]);
  return [
    { title: of === 'events' ? 'As events become more' : 'As runs at once become more', lines: [head, ...lines] },
  ];
}

function printPoint(value) {
  return value === undefined ? '' : show(value);
}

function describeTarget({ target, unit }) {
  return target ? `${target} ${unit}`.trim() : '';
}

/** With a question mark where more rounds may say otherwise. */
function mark({ met, decided = true }) {
  if (met === undefined) return '';
  return `${met ? '✓' : '✗'}${decided ? '' : ' ?'}`;
}

export function describeConditions(result) {
  return `${describeVersions(result)}; ${describeMachine(result)}`;
}

export function describeVersions({ version, ansible, peer, node }) {
  return `Callboard ${version}, ansible-core ${ansible}, Python's ansible-runner ${peer}, Node ${node}`;
}

export function describeMachine({ date, cpu, memoryGiB, loadAtStart, minutes, quick }) {
  const load = `load ${show(loadAtStart)} at the start`;
  const words = `${date.slice(0, 10)}, ${cpu}, ${memoryGiB} GiB, ${load}, ${show(minutes)} minutes`;
  return quick ? `${words}; quick: smaller plays, fewer rounds` : words;
}

export function summarise(rows) {
  const missed = rows.filter(({ met }) => met === false);
  const open = rows.filter(({ decided }) => decided === false);
  return [
    missed.length === 0 ? 'Every target is met.' : `Missed: ${missed.map(nameRow).join('; ')}.`,
    ...(open.length === 0 ? [] : [`Marked "?", so many rounds do not decide it (--rounds): ${open.length} of them.`]),
  ].join(' ');
}

function nameRow(row) {
  return `${row.measure}, ${row.figure}${row.decided === false ? ' (?)' : ''}`;
}
