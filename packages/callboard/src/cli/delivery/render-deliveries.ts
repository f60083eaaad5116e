import type { DeliveryFacts, Standing } from '../../delivery/list-deliveries.js';
import { cleanLine } from '../screen/clean.js';
import { describeDate } from '../screen/describe-time.js';
import { type Cell, type Column, renderTable } from '../screen/render-table.js';
import type { Look, Screen } from '../screen/style.js';

const columns: readonly Column[] = [
  { title: 'ident', shrinkTo: 9 },
  { title: 'sink' },
  { title: 'state' },
  { title: 'delivered', align: 'right' },
  { title: 'retries', align: 'right' },
  { title: 'rejected', align: 'right' },
  { title: 'owed', align: 'right' },
  { title: 'slowest', align: 'right' },
  { title: 'updated' },
  { title: 'trouble', shrinkTo: 12 },
];

const looks: { readonly [State in Standing]: Look } = {
  complete: 'green',
  delivering: 'cyan',
  owed: 'yellow',
  stopped: 'red',
  failed: 'red',
  'cut off': 'red',
};

/** A table, a line for each run and sink. */
export function renderDeliveries(deliveries: readonly DeliveryFacts[], root: string, screen: Screen): string {
  if (deliveries.length === 0) return `No run in ${cleanLine(root)} was delivered to a sink yet.\n`;
  return `${renderTable(columns, deliveries.map(describeRow), screen).join('\n')}\n`;
}

function describeRow(facts: DeliveryFacts): Cell[] {
  return [
    { text: cleanLine(facts.ident) },
    { text: cleanLine(facts.sink) },
    { text: facts.state, look: looks[facts.state] },
    { text: String(facts.delivered) },
    { text: String(facts.retried), look: 'dim' },
    { text: String(facts.rejected), look: facts.rejected > 0 ? 'red' : 'dim' },
    { text: String(facts.owed), look: facts.owed > 0 ? 'yellow' : 'dim' },
    { text: facts.delivered > 0 ? `${Math.round(facts.slowestMs)} ms` : '', look: 'dim' },
    { text: describeDate(new Date(facts.updatedAt)), look: 'dim' },
    { text: facts.state === 'complete' ? '' : cleanLine(facts.trouble ?? '') },
  ];
}

/** A JSON line for each. */
export function renderDeliveriesAsJson(deliveries: readonly DeliveryFacts[]): string {
  return deliveries.map((facts) => `${JSON.stringify(facts)}\n`).join('');
}
