import { relative } from 'node:path';
import { isBelow } from '../../is-below.js';
import { cleanLine } from '../screen/clean.js';
import { describeDate, describeDuration } from '../screen/describe-time.js';
import { clip, measureWidth } from '../screen/measure.js';
import { quoteWords } from '../screen/quote-words.js';
import { type Column, renderTable } from '../screen/render-table.js';
import { describeStatus } from '../screen/status-looks.js';
import type { Look, Screen } from '../screen/style.js';
import { renderFailures } from './render-failures.js';
import type { HostResults, RunSummary } from './run-summary.js';

/** A run on one screen: how it ended, where, what failed, what took long, where everything lies. */
export function renderSummary(summary: RunSummary, screen: Screen): string {
  const sections = [
    renderHead(summary, screen),
    renderHosts(summary.hosts, screen),
    renderFailures(summary, screen),
    renderUnfinished(summary, screen),
    renderLastWords(summary.lastWords, screen),
    renderSlowest(summary, screen),
    renderFiles(summary, screen),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function renderHead(summary: RunSummary, { style, width }: Screen): string[] {
  const { text, look } = describeStatus(summary);
  const rc = summary.rc === undefined ? '' : `  rc ${summary.rc}`;
  const lines = [`${style(['bold', look] as Look, text)}${rc}  ${style('dim', `run ${cleanLine(summary.ident)}`)}`];
  if (summary.explanation !== undefined)
    lines.push(...wrap(cleanLine(summary.explanation), width - 2).map((line) => `  ${line}`));
  if (summary.damagedLines > 0)
    lines.push(
      style('red', `  ${summary.damagedLines} lines of the journal are damaged; their events are missing here.`),
    );
  lines.push(`  ${clip(cleanLine(quoteWords(summary.command)), width - 2)}`);
  lines.push(style('dim', `  ${describeWhen(summary)}`));
  return lines;
}

function describeWhen({ startedAt, durationSeconds, eventCount, isRunning, writtenBy }: RunSummary): string {
  const parts = [startedAt === null ? '' : describeDate(new Date(startedAt))];
  if (durationSeconds !== null)
    parts.push(`${isRunning ? 'running for' : 'took'} ${describeDuration(durationSeconds)}`);
  parts.push(`${eventCount} event${eventCount === 1 ? '' : 's'}`);
  if (writtenBy !== 'callboard') parts.push(`written by ${writtenBy}`);
  return parts.filter(Boolean).join(', ');
}

const counted: readonly (readonly [Exclude<keyof HostResults, 'host'>, Look])[] = [
  ['ok', 'green'],
  ['changed', 'yellow'],
  ['unreachable', 'red'],
  ['failed', 'red'],
  ['skipped', 'cyan'],
  ['rescued', 'yellow'],
  ['ignored', 'cyan'],
];

/** All counts take so many columns, beside a host's name. A narrower screen shows those that count anything. */
const roomForAll = 76;

function renderHosts(hosts: readonly HostResults[], screen: Screen): string[] {
  if (hosts.length === 0) return [];
  const isNarrow = screen.width < roomForAll;
  const shown = counted.filter(([name]) => !isNarrow || hosts.some((results) => results[name] > 0));
  const columns = [{ title: 'host', shrinkTo: 8 }, ...shown.map(([title]): Column => ({ title, align: 'right' }))];
  const rows = hosts.map((results) => [
    { text: cleanLine(results.host), look: results.failed + results.unreachable > 0 ? ('red' as const) : undefined },
    ...shown.map(([name, look]) =>
      results[name] === 0 ? { text: '·', look: 'dim' as const } : { text: String(results[name]), look },
    ),
  ]);
  return [screen.style('bold', 'Hosts'), ...renderTable(columns, rows, screen, '  ')];
}

function renderUnfinished({ unfinished, isRunning }: RunSummary, { style, width }: Screen): string[] {
  if (unfinished.length === 0) return [];
  const lines = unfinished.map(({ task, hosts, since }) => {
    const age = isRunning ? `, for ${describeDuration((Date.now() - Date.parse(since)) / 1000)}` : '';
    const where = hosts.length > 3 ? `${hosts.slice(0, 3).join(', ')} and ${hosts.length - 3} more` : hosts.join(', ');
    return clip(`  ${task}  ${where}${age}`, width);
  });
  return [style('bold', isRunning ? 'At work on' : 'Not finished'), ...lines];
}

function renderLastWords(lines: readonly string[], { style, width }: Screen): string[] {
  if (lines.length === 0) return [];
  return [style('bold', 'Last words'), ...lines.map((line) => `  ${clip(line, width - 2)}`)];
}

const taskColumns: readonly Column[] = [
  { title: 'took', align: 'right' },
  { title: 'task', shrinkTo: 20 },
  { title: 'slowest on', shrinkTo: 8 },
];

function renderSlowest({ slowestTasks }: RunSummary, screen: Screen): string[] {
  if (slowestTasks.length === 0) return [];
  const rows = slowestTasks.map(({ task, seconds, host, hosts }) => [
    { text: describeDuration(seconds) },
    { text: task },
    { text: cleanLine(hosts > 1 ? `${host}, of ${hosts}` : host), look: 'dim' as const },
  ]);
  return [screen.style('bold', 'Slowest tasks'), ...renderTable(taskColumns, rows, screen, '  ')];
}

function renderFiles({ files }: RunSummary, { style }: Screen): string[] {
  const entries = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null);
  return [
    style('bold', 'Files'),
    ...entries.map(([name, path]) => `  ${style('dim', name.padEnd(9))}  ${cleanLine(shorten(path))}`),
  ];
}

/** From here, where it is below here. */
function shorten(path: string): string {
  return isBelow(path, process.cwd()) ? relative('', path) || '.' : path;
}

/** At spaces; a word that is too long stays whole. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && measureWidth(last) + 1 + measureWidth(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
