import { countSeconds, type RunFacts } from '../../retrieval/run-facts.js';
import { cleanLine } from '../screen/clean.js';
import { describeDate, describeDuration } from '../screen/describe-time.js';
import { type Cell, type Column, renderTable } from '../screen/render-table.js';
import { describeStatus } from '../screen/status-looks.js';
import type { Screen } from '../screen/style.js';

const columns: readonly Column[] = [
  { title: 'ident', shrinkTo: 9 },
  { title: 'status' },
  { title: 'rc', align: 'right' },
  { title: 'started' },
  { title: 'took', align: 'right' },
  { title: 'hosts ok', align: 'right' },
  { title: 'events', align: 'right' },
  { title: 'playbook', shrinkTo: 8 },
];

/** A table of runs, one a line. */
export function renderRuns(runs: readonly RunFacts[], root: string, screen: Screen): string {
  if (runs.length === 0) return `No run in ${cleanLine(root)} yet.\n`;
  return `${renderTable(columns, runs.map(describeRow), screen).join('\n')}\n`;
}

function describeRow(run: RunFacts): Cell[] {
  const seconds = countSeconds(run);
  return [
    { text: cleanLine(run.ident) },
    describeStatus(run),
    { text: run.rc === undefined ? '' : String(run.rc), look: run.rc === 0 ? 'dim' : undefined },
    { text: describeDate(run.startedAt).slice(0, -3) },
    { text: seconds === undefined ? '' : describeDuration(seconds) },
    describeHosts(run),
    { text: String(run.eventCount), look: 'dim' },
    { text: cleanLine(run.target ?? '') },
  ];
}

function describeHosts({ hosts }: RunFacts): Cell {
  if (!hosts) return { text: '' };
  return { text: `${hosts.ok}/${hosts.ok + hosts.failed}`, look: hosts.failed > 0 ? 'red' : undefined };
}

/** One JSON line for each run: times in ISO, durations in seconds. */
export function renderRunsAsJson(runs: readonly RunFacts[]): string {
  return runs.map((run) => `${JSON.stringify({ ...run, durationSeconds: countSeconds(run) ?? null })}\n`).join('');
}
