import type { AnyEvent } from '@callboard/contract';
import { readTime } from '../../retrieval/read-time.js';
import { cleanLine } from '../screen/clean.js';
import { describeClock } from '../screen/describe-time.js';
import { type Cell, type Column, chooseWidths, renderRow } from '../screen/render-table.js';
import type { Screen } from '../screen/style.js';
import { describeOutcome, type Outcome } from './describe-outcome.js';
import { readData } from './read-data.js';

export interface EventTable {
  readonly head: string;
  /** The event's line. */
  readonly render: (event: AnyEvent) => string;
}

const columns: readonly Column[] = [
  { title: '#', align: 'right', atLeast: 3 },
  { title: 'time' },
  { title: 'event', shrinkTo: 16 },
  { title: 'host', shrinkTo: 8 },
  { title: 'result', atLeast: 'changed'.length },
  { title: 'task', shrinkTo: 12 },
];

/** A table whose widths come from a few events, so that it can be printed while more are coming. */
export function createEventTable(sample: readonly AnyEvent[], screen: Screen): EventTable {
  const widths = chooseWidths(columns, sample.map(describeRow), screen.width);
  const titles = columns.map(({ title }) => ({ text: title, look: 'dim' as const }));
  return {
    head: `${renderRow(columns, widths, titles, screen)}\n`,
    render: (event) => `${renderRow(columns, widths, describeRow(event), screen)}\n`,
  };
}

function describeRow(event: AnyEvent): Cell[] {
  const time = readTime(event.created);
  const outcome = describeOutcome(event);
  return [
    { text: String(event.counter), look: 'dim' },
    { text: time ? describeClock(time) : '', look: 'dim' },
    { text: cleanLine(event.event) },
    { text: cleanLine(String(readData(event)['host'] ?? '')) },
    { text: outcome.word, look: outcome.look },
    { text: describeWhat(event, outcome) },
  ];
}

/** Where it happened, and what there is to add: "Install packages (item=git): no such package". */
function describeWhat(event: AnyEvent, { item, detail }: Outcome): string {
  const place = cleanLine(namePlace(event));
  const where = item === undefined ? place : `${place} (item=${item})`;
  return [where, detail].filter(Boolean).join(': ');
}

/** The task; of a play or a playbook its own name. Texts outside of tasks repeat the last one's, which misleads. */
function namePlace(event: AnyEvent): string {
  const data = readData(event);
  if (event.event === 'playbook_on_start') return String(data['playbook'] ?? '');
  if (event.event === 'playbook_on_play_start') return String(data['name'] ?? '');
  if (event.event === 'playbook_on_stats') return '';
  const isAboutTask = event.event.startsWith('runner_') || event.event.startsWith('playbook_');
  return isAboutTask ? String(data['task'] ?? '') : '';
}
